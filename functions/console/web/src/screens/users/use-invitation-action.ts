import type { Problem } from "../../api/problem.ts";
import { useWriteResults } from "../../api/write-results.ts";
import type { Invitation } from "../../api/types.ts";
import { useNotify } from "../../components/notifications.tsx";
import { useNavigatedAway } from "../../hooks/use-navigated-away.ts";
import { restoreFocus } from "../../lib/focus.ts";

/** Returns the callbacks of a mutation that returns an invitation. Both read the organisation's data again: after most failures the invitation differs from what was shown. */
export function useInvitationAction({ organisationId }: Invitation, done: string, onClose: () => void) {
  const results = useWriteResults();
  const notify = useNotify();
  const { notifyProblem } = useNavigatedAway();
  return {
    onSuccess: async (written: Invitation) => {
      await results.invitations(organisationId, [written]);
      notify({ type: "success", content: done });
      onClose();
      void results.refresh(organisationId).then(restoreFocus);
    },
    onError: (problem: Problem) => {
      notifyProblem(problem);
      if (!problem.retryable) void results.refresh(organisationId);
    },
  };
}
