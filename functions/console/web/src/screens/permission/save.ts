import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { ask, client } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import { useChanged } from "../../api/queries.ts";
import type { PermissionRow } from "../../api/shapes.ts";
import { useFlash } from "../../frame/flashes.tsx";
import { useElsewhere } from "../../parts/elsewhere.ts";
import { personName } from "../../parts/person-name.ts";
import { settled } from "../../parts/settled.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Edit } from "./edit.ts";

/**
 * Saves an edit over the row that it was made on, and over no other. When the row
 * is another by now, or is gone, it has to be read again.
 */
export function useSave(organisationId: string, onOutdated: () => void) {
  const { t } = useTexts();
  const tell = useFlash();
  const changed = useChanged();
  const navigate = useNavigate();
  const { isElsewhere, tellProblem } = useElsewhere();
  return useMutation<PermissionRow, Problem, Edit>({
    mutationFn: ({ base, wanted }) =>
      ask(client.PUT("/organisations/{organisationId}/permissions/{userId}", {
        params: { path: { organisationId, userId: base.user.id }, header: { "If-Match": `"${base.version}"` } },
        body: { grants: [...wanted] },
      })),
    onSuccess: ({ user }) => {
      tell({ type: "success", content: t("permission.saved", { name: personName(user) }) });
      if (!isElsewhere()) void navigate(places.permissions(organisationId), { state: settled });
      void changed(organisationId);
    },
    onError: (problem) => {
      tellProblem(problem);
      if (isOutdated(problem.kind)) onOutdated();
    },
  });
}

export const isOutdated = (kind: string): boolean => kind === "version-mismatch" || kind === "not-found";
