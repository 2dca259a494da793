import Alert from "@cloudscape-design/components/alert";
import { useCreation } from "../../api/attempt.ts";
import { ask, client } from "../../api/client.ts";
import type { Invitation } from "../../api/shapes.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { useTexts } from "../../texts/index.tsx";
import { useDeed } from "./deed.ts";

const stopped = ["bounced", "complained", "failed"] as const;

interface ResendProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

/** A new mail with a new link, and three new days. */
export function Resend({ invitation, onClose }: ResendProps) {
  const { t } = useTexts();
  const { id: invitationId, organisationId, email, delivery } = invitation;
  const deed = useDeed(invitation, t("users.resend.done", { email }), onClose);
  const { mutate, isPending, error } = useCreation((path: { organisationId: string; invitationId: string }, key) =>
    ask(client.POST("/organisations/{organisationId}/invitations/{invitationId}/resend", { params: { path, header: { "Idempotency-Key": key } }, body: {} })), deed);
  const trouble = stopped.find((one) => one === delivery.status);
  return (
    <Dialog title={t("users.resend.title")} act={t("users.action.resend")} busy={isPending} problem={error} onClose={onClose} onAct={() => mutate({ organisationId, invitationId })}>
      {t("users.resend.detail", { email })}
      {trouble && <Alert type="warning">{t(`users.resend.${trouble}`)}</Alert>}
    </Dialog>
  );
}
