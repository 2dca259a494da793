import { client, unwrap } from "../../api/client.ts";
import { useIdempotentMutation } from "../../api/idempotency.ts";
import type { Invitation } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useTexts } from "../../texts/index.tsx";
import { useInvitationAction } from "./use-invitation-action.ts";

interface TakeOverDialogProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

/** Makes the user the inviter of an invitation, whose link stays valid. */
export function TakeOverDialog({ invitation, onClose }: TakeOverDialogProps) {
  const { t } = useTexts();
  const { id: invitationId, organisationId, email } = invitation;
  const callbacks = useInvitationAction(invitation, t("users.take-over.done", { email }), onClose);
  const { mutate, isPending, error } = useIdempotentMutation((path: { organisationId: string; invitationId: string }, key) =>
    unwrap(client.POST("/organisations/{organisationId}/invitations/{invitationId}/takeover", { params: { path, header: { "Idempotency-Key": key } }, body: {} })), callbacks);
  return (
    <Dialog title={t("users.take-over.title")} confirmText={t("users.action.take-over")} busy={isPending} problem={error} onClose={onClose} onConfirm={() => mutate({ organisationId, invitationId })}>
      {t("users.take-over.detail", { email })}
    </Dialog>
  );
}
