import Alert from "@cloudscape-design/components/alert";
import type { Invitation } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { useTexts } from "../../texts/index.tsx";
import { useResend } from "./use-resend.ts";

const undelivered = ["bounced", "complained", "failed"] as const;

interface ResendDialogProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

/** Resends an invitation with a new link, valid for three days. */
export function ResendDialog({ invitation, onClose }: ResendDialogProps) {
  const { t } = useTexts();
  const { email, delivery } = invitation;
  const { resend, isPending, error } = useResend(invitation, onClose);
  const deliveryProblem = undelivered.find((one) => one === delivery.status);
  return (
    <Dialog title={t("users.resend.title")} confirmText={t("users.action.resend")} busy={isPending} problem={error} onClose={onClose} onConfirm={resend}>
      {t("users.resend.detail", { email })}
      {deliveryProblem && <Alert type="warning">{t(`users.resend.${deliveryProblem}`)}</Alert>}
    </Dialog>
  );
}
