import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ask, client } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import { useChanged } from "../../api/queries.ts";
import type { PermissionRow } from "../../api/shapes.ts";
import { useFlash } from "../../frame/flashes.tsx";
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
  const [place] = useState(() => location.pathname);
  return useMutation<PermissionRow, Problem, Edit>({
    mutationFn: ({ base, wanted }) =>
      ask(client.PUT("/organisations/{organisationId}/permissions/{userId}", {
        params: { path: { organisationId, userId: base.user.id }, header: { "If-Match": `"${base.version}"` } },
        body: { grants: [...wanted] },
      })),
    onSuccess: ({ user }) => {
      tell({ type: "success", content: t("permission.saved", { name: personName(user) }) });
      // Who has gone on to another screen in the meantime is not to be called back.
      if (location.pathname === place) void navigate(places.permissions(organisationId), { state: settled });
      void changed(organisationId);
    },
    onError: ({ kind }) => {
      if (isOutdated(kind)) onOutdated();
    },
  });
}

export const isOutdated = (kind: string): boolean => kind === "version-mismatch" || kind === "not-found";
