import { useMutation } from "@tanstack/react-query";
import { ask, client } from "../../api/client.ts";
import type { Problem } from "../../api/problem.ts";
import type { Invitation } from "../../api/shapes.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { useRoleName } from "../../parts/role-name.ts";
import { useTexts } from "../../texts/index.tsx";
import { useDeed } from "./deed.ts";

interface RevokeProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

/** Ends an invitation, once it is clear what that means. */
export function Revoke({ invitation, onClose }: RevokeProps) {
  const { t, list } = useTexts();
  const roleName = useRoleName();
  const { id: invitationId, organisationId, email, roles } = invitation;
  const { mutate, isPending, error } = useMutation<undefined, Problem>({
    mutationFn: () => ask(client.DELETE("/organisations/{organisationId}/invitations/{invitationId}", { params: { path: { organisationId, invitationId } } })),
    ...useDeed(invitation, t("users.revoke.done", { email }), onClose),
  });
  return (
    <Dialog title={t("users.revoke.title")} act={t("users.action.revoke")} busy={isPending} problem={error} onClose={onClose} onAct={mutate}>
      {t("users.revoke.detail", { email, roles: list(roles.map(roleName)) })}
    </Dialog>
  );
}
