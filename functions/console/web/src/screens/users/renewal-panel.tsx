import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Invitation } from "../../api/types.ts";
import { Timestamp } from "../../components/timestamp.tsx";
import { useNotifyProblem } from "../../hooks/use-notify-problem.ts";
import { useTexts } from "../../texts/index.tsx";
import { unavailableReason } from "./invitation-rules.ts";
import { useResend } from "./use-resend.ts";

interface RenewalPanelProps {
  readonly invitation: Invitation & { readonly version: string };
  readonly requestedAt: string;
  readonly onClose: () => void;
}

/** The request of the invitee for a new link, with a button that sends it, unless another administrator has. */
export function RenewalPanel({ invitation, requestedAt, onClose }: RenewalPanelProps) {
  const { t } = useTexts();
  const notifyProblem = useNotifyProblem();
  const { resend, isPending } = useResend(invitation, onClose, invitation.version);
  const why = unavailableReason("resend", invitation);
  return (
    <Alert type="info" header={t("users.renewal.heading")}>
      <SpaceBetween size="s">
        <div>{t("users.renewal.detail", { email: invitation.email })}</div>
        <Box variant="small" color="inherit"><Timestamp at={requestedAt} /></Box>
        <Button onClick={() => resend({ onError: notifyProblem })} loading={isPending} {...(why && { disabled: true, disabledReason: t(`users.unavailable.${why}`) })}>{t("users.renewal.action")}</Button>
      </SpaceBetween>
    </Alert>
  );
}
