import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useQuery } from "@tanstack/react-query";
import type { Invitation } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Moment } from "../../parts/moment.tsx";
import { useActorName } from "../../parts/person-name.ts";
import { useRoleName } from "../../parts/role-name.ts";
import { useScopeName } from "../../parts/scope.ts";
import { useTexts } from "../../texts/index.tsx";
import { Actions } from "./actions.tsx";
import type { Acting } from "./act.tsx";
import { About, looks } from "./delivery.tsx";
import { invitation as invitationQuery } from "./query.ts";
import { State } from "./state.tsx";

interface DetailsProps {
  readonly organisationId: string;
  readonly invitationId: string;
  readonly authority: Authority;
  readonly onAct: (acting: Acting) => void;
  readonly onClose: () => void;
}

/** Everything about one invitation, as it is now. */
export function Details({ organisationId, invitationId, authority, onAct, onClose }: DetailsProps) {
  const { t } = useTexts();
  const query = useQuery(invitationQuery(organisationId, invitationId));
  const there = query.data;
  return (
    <Modal
      visible
      size="large"
      header={there?.email ?? t("users.details.title")}
      closeAriaLabel={t("dialog.close")}
      onDismiss={onClose}
      footer={there && <Box float="right"><Actions wide invitation={there} authority={authority} onAct={(action) => onAct({ action, invitation: there })} /></Box>}
    >
      <Loaded query={query}>{(one) => <Everything invitation={one} />}</Loaded>
    </Modal>
  );
}

function Everything({ invitation }: { readonly invitation: Invitation }) {
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
        { label: t("users.status"), value: <State status={status} /> },
        { label: t("users.scope"), value: scopeName(accountId) },
        { label: t("users.roles"), value: list(roles.map(roleName)) },
        { label: t("users.invitedBy"), value: invitedBy.email ? t("person.both", { name: invitedBy.name, email: invitedBy.email }) : actorName(invitedBy) },
        { label: t("users.invitedAt"), value: <Moment at={createdAt} /> },
        { label: t(status === "expired" ? "users.expiredAt" : "users.expiresAt"), value: <Moment at={expiresAt} /> },
        { label: t("users.mail"), value: <><StatusIndicator type={looks[delivery.status]}>{t(`delivery.${delivery.status}`)}</StatusIndicator><About delivery={delivery} /></> },
      ]}
    />
  );
}
