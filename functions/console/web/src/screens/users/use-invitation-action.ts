import type { Problem } from "../../api/problem.ts";
import { useInvalidateOrganisation } from "../../api/queries.ts";
import type { Invitation } from "../../api/types.ts";
import { useNotify } from "../../components/notifications.tsx";
import { useNavigatedAway } from "../../hooks/use-navigated-away.ts";
import { restoreFocus } from "../../lib/focus.ts";

/** Returns the callbacks of a mutation on an invitation. Both invalidate the organisation's data: after most failures the invitation differs from what was shown. */
export function useInvitationAction({ organisationId }: Invitation, done: string, onClose: () => void) {
  const invalidate = useInvalidateOrganisation();
  const notify = useNotify();
  const { notifyProblem } = useNavigatedAway();
  return {
    onSuccess: () => {
      notify({ type: "success", content: done });
      onClose();
      void invalidate(organisationId).then(restoreFocus);
    },
    onError: (problem: Problem) => {
      notifyProblem(problem);
      if (!problem.retryable) void invalidate(organisationId);
    },
  };
}
