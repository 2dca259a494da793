import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Invitation } from "../../api/types.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { Timestamp } from "../../components/timestamp.tsx";
import { useTexts } from "../../texts/index.tsx";
import { unavailableReason } from "./invitation-rules.ts";
import { useResend } from "./use-resend.ts";

interface RenewalPanelProps {
  readonly invitation: Invitation;
  readonly requestedAt: string;
  readonly onClose: () => void;
}

/** The request of the invitee for a new link, with a button that sends it. */
export function RenewalPanel({ invitation, requestedAt, onClose }: RenewalPanelProps) {
  const { t } = useTexts();
  const { resend, isPending, error } = useResend(invitation, onClose);
  const why = unavailableReason("resend", invitation);
  return (
    <Alert type="info" header={t("users.renewal.heading")}>
      <SpaceBetween size="s">
        <div>{t("users.renewal.detail", { email: invitation.email })}</div>
        <Box variant="small" color="inherit"><Timestamp at={requestedAt} /></Box>
        {error && <ProblemAlert problem={error} />}
        <Button onClick={resend} loading={isPending} {...(why && { disabled: true, disabledReason: t(`users.unavailable.${why}`) })}>{t("users.renewal.action")}</Button>
      </SpaceBetween>
    </Alert>
  );
}
