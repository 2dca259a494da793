import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Invitation } from "../../api/types.ts";
import { useTexts } from "../../texts/index.tsx";

const looks: Record<Invitation["status"], StatusIndicatorProps.Type> = {
  pending: "pending", accepted: "success", declined: "stopped", revoked: "stopped", expired: "warning",
};

/** The status of an invitation. */
export function InvitationStatus({ status }: { readonly status: Invitation["status"] }) {
  const { t } = useTexts();
  return <StatusIndicator type={looks[status]}>{t(`invitation.status.${status}`)}</StatusIndicator>;
}
