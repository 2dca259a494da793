import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { client, unwrap } from "../../../api/client.ts";
import type { Problem } from "../../../api/problem.ts";
import { useInvalidateOrganisation } from "../../../api/queries.ts";
import type { PermissionRow } from "../../../api/types.ts";
import { useNotify } from "../../../components/notifications.tsx";
import { useNavigatedAway } from "../../../hooks/use-navigated-away.ts";
import { nothingToLose } from "../../../lib/navigation-state.ts";
import { paths } from "../../../lib/paths.ts";
import { personName } from "../../../lib/person-name.ts";
import { useTexts } from "../../../texts/index.tsx";
import type { Edit } from "./edit.ts";

/**
 * Saves an edit with If-Match, so that it never overwrites changes of others. If the row has
 * changed or is gone, `onOutdated` reads it again.
 */
export function useSave(organisationId: string, onOutdated: () => void) {
  const { t } = useTexts();
  const notify = useNotify();
  const invalidate = useInvalidateOrganisation();
  const navigate = useNavigate();
  const { hasNavigatedAway, notifyProblem } = useNavigatedAway();
  return useMutation<PermissionRow, Problem, Edit>({
    mutationFn: ({ base, wanted }) =>
      unwrap(client.PUT("/organisations/{organisationId}/permissions/{userId}", {
        params: { path: { organisationId, userId: base.user.id }, header: { "If-Match": `"${base.version}"` } },
        body: { grants: [...wanted] },
      })),
    onSuccess: ({ user }) => {
      notify({ type: "success", content: t("editAccess.saved", { name: personName(user) }) });
      if (!hasNavigatedAway()) void navigate(paths.members(organisationId), { state: nothingToLose });
      void invalidate(organisationId);
    },
    onError: (problem) => {
      notifyProblem(problem);
      if (isOutdated(problem.kind)) onOutdated();
    },
  });
}

export const isOutdated = (kind: string): boolean => kind === "version-mismatch" || kind === "not-found";
