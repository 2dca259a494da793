import Box from "@cloudscape-design/components/box";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Invitation } from "../../api/shapes.ts";
import { Moment } from "../../parts/moment.tsx";
import { useTexts } from "../../texts/index.tsx";

type Delivery = Invitation["delivery"];

export const looks: Record<Delivery["status"], StatusIndicatorProps.Type> = {
  queued: "pending", sent: "in-progress", delayed: "warning", delivered: "success", bounced: "error", complained: "error", failed: "error",
};

/** What is known of the mail; why, since when, and what can be done about it are told when asked for. */
export function DeliveryStatus({ delivery, email }: { readonly delivery: Delivery; readonly email: string }) {
  const { t } = useTexts();
  const status = t(`delivery.${delivery.status}`);
  return (
    <Popover
      position="top"
      triggerType="text"
      size="medium"
      header={status}
      triggerAriaLabel={t("delivery.of", { email, status })}
      dismissAriaLabel={t("delivery.close")}
      content={<About delivery={delivery} />}
    >
      <StatusIndicator type={looks[delivery.status]}>{status}</StatusIndicator>
    </Popover>
  );
}

/** All that is known of the mail, and what can be done. */
export function About({ delivery: { status, at, detail } }: { readonly delivery: Delivery }) {
  const { t } = useTexts();
  return (
    <SpaceBetween size="xs">
      {detail && <Box variant="p">{detail}</Box>}
      <Box variant="p">{t(`delivery.advice.${status}`)}</Box>
      <Box variant="small"><Moment at={at} /></Box>
    </SpaceBetween>
  );
}
