import Box from "@cloudscape-design/components/box";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Invitation } from "../../api/types.ts";
import { Timestamp } from "../../components/timestamp.tsx";
import { useTexts } from "../../texts/index.tsx";

type Delivery = Invitation["delivery"];

export const looks: Record<Delivery["status"], StatusIndicatorProps.Type> = {
  queued: "pending", sent: "in-progress", delayed: "warning", delivered: "success", bounced: "error", complained: "error", failed: "error",
};

/** The delivery status of the email, with a popover that tells the reason, the time and what to do. */
export function DeliveryStatus({ delivery, email }: { readonly delivery: Delivery; readonly email: string }) {
  const { t } = useTexts();
  const status = t(`delivery.${delivery.status}`);
  return (
    <Popover
      position="top"
      triggerType="text"
      size="medium"
      header={status}
      triggerAriaLabel={t("delivery.label", { email, status })}
      dismissAriaLabel={t("delivery.close")}
      content={<DeliveryDetails delivery={delivery} />}
    >
      <StatusIndicator type={looks[delivery.status]}>{status}</StatusIndicator>
    </Popover>
  );
}

/** The details of the delivery status. */
export function DeliveryDetails({ delivery: { status, at, detail } }: { readonly delivery: Delivery }) {
  const { t } = useTexts();
  return (
    <SpaceBetween size="xs">
      {detail && <Box variant="p">{detail}</Box>}
      <Box variant="p">{t(`delivery.advice.${status}`)}</Box>
      <Box variant="small"><Timestamp at={at} /></Box>
    </SpaceBetween>
  );
}
