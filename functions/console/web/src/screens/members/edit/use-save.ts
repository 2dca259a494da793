import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import { client, unwrap } from "../../../api/client.ts";
import type { Problem } from "../../../api/problem.ts";
import { useWriteResults } from "../../../api/write-results.ts";
import type { PermissionRow } from "../../../api/types.ts";
import { useNotify } from "../../../components/notifications.tsx";
import { useNavigatedAway } from "../../../hooks/use-navigated-away.ts";
import { listOfMembers } from "../../../lib/list-address.ts";
import { nothingToLose } from "../../../lib/navigation-state.ts";
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
  const results = useWriteResults();
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const { hasNavigatedAway, notifyProblem } = useNavigatedAway();
  return useMutation<PermissionRow, Problem, Edit>({
    mutationFn: ({ base, wanted }) =>
      unwrap(client.PUT("/organisations/{organisationId}/permissions/{userId}", {
        params: { path: { organisationId, userId: base.user.id }, header: { "If-Match": `"${base.version}"` } },
        body: { grants: [...wanted] },
      })),
    onSuccess: async (row) => {
      await results.member(organisationId, row);
      if (!hasNavigatedAway()) await navigate(listOfMembers(organisationId, query), { state: nothingToLose });
      notify({ type: "success", content: t("editAccess.saved", { name: personName(row.user) }) });
      void results.refresh(organisationId);
    },
    onError: (problem) => {
      notifyProblem(problem);
      if (isOutdated(problem.kind)) onOutdated();
    },
  });
}

export const isOutdated = (kind: string): boolean => kind === "version-mismatch" || kind === "not-found";
