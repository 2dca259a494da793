import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import type { Invitation } from "../../api/types.ts";
import { BusyNotice } from "../../components/busy-notice.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Timestamp } from "../../components/timestamp.tsx";
import { useActorName } from "../../hooks/use-actor-name.ts";
import { useRoleName } from "../../hooks/use-role-name.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { useTexts } from "../../texts/index.tsx";
import type { ChosenAction } from "./action-dialog.tsx";
import { ActionMenu } from "./action-menu.tsx";
import { DeliveryDetails, looks } from "./delivery-status.tsx";
import { InvitationStatus } from "./invitation-status.tsx";
import { invitation as invitationQuery } from "./queries.ts";

interface DetailsDialogProps {
  readonly organisationId: string;
  readonly invitationId: string;
  readonly onAct: (chosenAction: ChosenAction) => void;
  readonly onClose: () => void;
}

/** The details of one invitation. */
export function DetailsDialog({ organisationId, invitationId, onAct, onClose }: DetailsDialogProps) {
  const { t } = useTexts();
  const query = useQuery(invitationQuery(organisationId, invitationId));
  const loaded = query.data;
  return (
    <Modal
      visible
      size="large"
      header={loaded?.email ?? t("users.details.title")}
      closeAriaLabel={t("dialog.close")}
      onDismiss={onClose}
      footer={loaded && <Box float="right"><ActionMenu wide invitation={loaded} onAct={(action) => onAct({ action, invitation: loaded })} /></Box>}
    >
      <BusyNotice />
      <Loaded query={query}>{(one) => <InvitationDetails invitation={one} />}</Loaded>
    </Modal>
  );
}

function InvitationDetails({ invitation }: { readonly invitation: Invitation }) {
  const { t, list } = useTexts();
  const roleName = useRoleName();
  const scopeName = useScopeName(invitation.organisationId);
  const actorName = useActorName();
  const { firstName, lastName, status, accountId, roles, invitedBy, createdAt, expiresAt, delivery } = invitation;
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: t("users.name"), value: [firstName, lastName].filter(Boolean).join(" ") || "–" },
        { label: t("users.status"), value: <InvitationStatus status={status} /> },
        { label: t("users.scope"), value: scopeName(accountId) },
        { label: t("users.roles"), value: list(roles.map(roleName)) },
        { label: t("users.invitedBy"), value: invitedBy.email ? t("person.nameAndEmail", { name: invitedBy.name, email: invitedBy.email }) : actorName(invitedBy) },
        { label: t("users.invitedAt"), value: <Timestamp at={createdAt} /> },
        { label: t(status === "expired" ? "users.expired" : "users.expires"), value: <Timestamp at={expiresAt} /> },
        { label: t("users.emailStatus"), value: <><StatusIndicator type={looks[delivery.status]}>{t(`delivery.${delivery.status}`)}</StatusIndicator><DeliveryDetails delivery={delivery} /></> },
      ]}
    />
  );
}
