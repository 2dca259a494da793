import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import type { Invitation } from "../../api/types.ts";
import { BusyNotice } from "../../components/busy-notice.tsx";
import { CopyId } from "../../components/copy-id.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Timestamp } from "../../components/timestamp.tsx";
import { useActorName } from "../../hooks/use-actor-name.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { useTexts } from "../../texts/index.tsx";
import type { ChosenAction } from "./action-dialog.tsx";
import { ActionMenu } from "./action-menu.tsx";
import { DeliveryDetails, looks } from "./delivery-status.tsx";
import { InvitationStatus } from "./invitation-status.tsx";
import { InviterPanel } from "./inviter-panel.tsx";
import { OfferedRoles } from "./offered-roles.tsx";
import { invitation as invitationQuery } from "./queries.ts";
import { RenewalPanel } from "./renewal-panel.tsx";
import { RequestPanel } from "./request-panel.tsx";

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
      <Loaded query={query}>
        {(one) => (
          <SpaceBetween size="l">
            {one.needsInviter && <InviterPanel invitation={one} onTakeOver={() => onAct({ action: "take-over", invitation: one })} />}
            {one.acceptanceRequest && <RequestPanel invitation={one} request={one.acceptanceRequest} onAnswer={(action) => onAct({ action, invitation: one, version: one.version })} />}
            {one.renewalRequestedAt && <RenewalPanel invitation={one} requestedAt={one.renewalRequestedAt} onClose={onClose} />}
            <InvitationDetails invitation={one} />
          </SpaceBetween>
        )}
      </Loaded>
    </Modal>
  );
}

function InvitationDetails({ invitation }: { readonly invitation: Invitation }) {
  const { t } = useTexts();
  const scopeName = useScopeName(invitation.organisationId);
  const actorName = useActorName();
  const { id, firstName, lastName, status, accountId, invitedBy, createdAt, expiresAt, delivery, returnUrl, metadata } = invitation;
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: t("users.name"), value: [firstName, lastName].filter(Boolean).join(" ") || "–" },
        { label: t("users.status"), value: <InvitationStatus status={status} /> },
        { label: t("users.scope"), value: scopeName(accountId) },
        { label: t("users.roles"), value: <OfferedRoles invitation={invitation} /> },
        { label: t("users.invitedBy"), value: invitedBy.email ? t("person.nameAndEmail", { name: invitedBy.name, email: invitedBy.email }) : actorName(invitedBy) },
        { label: t("users.invitedAt"), value: <Timestamp at={createdAt} /> },
        { label: t(status === "expired" ? "users.expired" : "users.expires"), value: <Timestamp at={expiresAt} /> },
        { label: t("users.emailStatus"), value: <><StatusIndicator type={looks[delivery.status]}>{t(`delivery.${delivery.status}`)}</StatusIndicator><DeliveryDetails delivery={delivery} /></> },
        ...(returnUrl ? [{ label: t("users.continuesTo"), value: returnUrl }] : []),
        { label: t("users.id"), value: <CopyId id={id} /> },
        ...(metadata ? [{ label: t("users.metadata"), value: Object.entries(metadata).map(([key, value]) => <div key={key}>{[key, value].join(": ")}</div>) }] : []),
      ]}
    />
  );
}
