import Alert from "@cloudscape-design/components/alert";
import { client, unwrap } from "../../api/client.ts";
import { useIdempotentMutation } from "../../api/idempotency.ts";
import type { Invitation } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useTexts } from "../../texts/index.tsx";
import { useInvitationAction } from "./use-invitation-action.ts";

const undelivered = ["bounced", "complained", "failed"] as const;

interface ResendDialogProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

/** Resends an invitation with a new link, valid for three days. */
export function ResendDialog({ invitation, onClose }: ResendDialogProps) {
  const { t } = useTexts();
  const { id: invitationId, organisationId, email, delivery } = invitation;
  const callbacks = useInvitationAction(invitation, t("users.resend.done", { email }), onClose);
  const { mutate, isPending, error } = useIdempotentMutation((path: { organisationId: string; invitationId: string }, key) =>
    unwrap(client.POST("/organisations/{organisationId}/invitations/{invitationId}/resend", { params: { path, header: { "Idempotency-Key": key } }, body: {} })), callbacks);
  const deliveryProblem = undelivered.find((one) => one === delivery.status);
  return (
    <Dialog title={t("users.resend.title")} confirmText={t("users.action.resend")} busy={isPending} problem={error} onClose={onClose} onConfirm={() => mutate({ organisationId, invitationId })}>
      {t("users.resend.detail", { email })}
      {deliveryProblem && <Alert type="warning">{t(`users.resend.${deliveryProblem}`)}</Alert>}
    </Dialog>
  );
}
