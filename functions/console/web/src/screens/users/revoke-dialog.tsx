import { useMutation } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client.ts";
import { asRevoked } from "../../api/listed.ts";
import type { Problem } from "../../api/problem.ts";
import type { Invitation } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useOfferedRoles } from "../../hooks/use-role-with-end.ts";
import { useTexts } from "../../texts/index.tsx";
import { useInvitationAction } from "./use-invitation-action.ts";

interface RevokeDialogProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

/** Revokes an invitation after confirmation. */
export function RevokeDialog({ invitation, onClose }: RevokeDialogProps) {
  const { t } = useTexts();
  const offeredRoles = useOfferedRoles();
  const { id: invitationId, organisationId, email } = invitation;
  const { mutate, isPending, error } = useMutation<Invitation, Problem>({
    mutationFn: async () => {
      await unwrap(client.DELETE("/organisations/{organisationId}/invitations/{invitationId}", { params: { path: { organisationId, invitationId } } }));
      return asRevoked(invitation);
    },
    ...useInvitationAction(invitation, t("users.revoke.done", { email }), onClose),
  });
  return (
    <Dialog title={t("users.revoke.title")} confirmText={t("users.action.revoke")} destructive busy={isPending} problem={error} onClose={onClose} onConfirm={mutate}>
      {t("users.revoke.detail", { email, roles: offeredRoles(invitation) })}
    </Dialog>
  );
}
