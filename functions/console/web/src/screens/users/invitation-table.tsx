import Box from "@cloudscape-design/components/box";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Invitation } from "../../api/types.ts";
import { PageControls } from "../../components/page-controls.tsx";
import { RefreshButton } from "../../components/refresh-button.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Timestamp } from "../../components/timestamp.tsx";
import { useActorName } from "../../hooks/use-actor-name.ts";
import { useNarrowScreen } from "../../hooks/use-narrow-screen.ts";
import { itemCount, type Paging } from "../../hooks/use-pages.ts";
import { useRoleName } from "../../hooks/use-role-name.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { useTexts } from "../../texts/index.tsx";
import type { ChosenAction } from "./action-dialog.tsx";
import { ActionMenu } from "./action-menu.tsx";
import { DeliveryStatus } from "./delivery-status.tsx";
import { InvitationStatus } from "./invitation-status.tsx";

interface InvitationTableProps {
  readonly items: readonly Invitation[];
  readonly empty: ReactNode;
  readonly organisationId: string;
  readonly open: boolean;
  readonly paging: Paging;
  readonly busy: boolean;
  readonly onRefresh: () => void;
  readonly onShow: (invitation: Invitation) => void;
  readonly onAct: (chosenAction: ChosenAction) => void;
}

/** Invitations as a table, or as cards on a narrow screen. */
export function InvitationTable({ items, empty, open, paging, busy, onRefresh, onAct, ...rest }: InvitationTableProps) {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const fields = useFields({ open, ...rest });
  const actions = (one: Invitation) => <ActionMenu invitation={one} wide={narrow} onAct={(action) => onAct({ action, invitation: one })} />;
  const heading = t(open ? "users.pending.heading" : "users.closed.heading");
  const header = (
    <Header variant="h2" counter={itemCount(items, paging)} actions={<RefreshButton busy={busy} onRefresh={onRefresh} />}>
      {heading}
    </Header>
  );
  const shared = { items, empty, header, trackBy: "id", pagination: <PageControls paging={paging} label={heading} /> };
  if (narrow) {
    const [address, ...sections] = fields;
    return (
      <Cards
        {...shared}
        cardsPerRow={[{ cards: 1 }]}
        cardDefinition={{ header: (one) => address?.cell(one), sections: [...sections.map(({ id, header: label, cell }) => ({ id, header: label, content: cell })), { id: "actions", content: actions }] }}
      />
    );
  }
  return (
    <Table
      {...shared}
      wrapLines
      ariaLabels={{ tableLabel: heading }}
      columnDefinitions={[
        ...fields.map((field, at) => ({ ...field, isRowHeader: at === 0, verticalAlign: "top" as const })),
        { id: "actions", header: t("users.actions"), cell: actions, minWidth: 110, verticalAlign: "top" },
      ]}
    />
  );
}

interface Field {
  readonly id: string;
  readonly header: string;
  readonly cell: (invitation: Invitation) => ReactNode;
  readonly minWidth: number;
}

/** Returns the fields of an invitation; the email address comes first. */
function useFields({ organisationId, open, onShow }: Pick<InvitationTableProps, "organisationId" | "open" | "onShow">): readonly Field[] {
  const { t } = useTexts();
  const scopeName = useScopeName(organisationId);
  const actorName = useActorName();
  const time: Field = open
    ? { id: "expires", header: t("users.expires"), cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />, minWidth: 100 }
    : { id: "status", header: t("users.status"), cell: ({ status }) => <InvitationStatus status={status} />, minWidth: 125 };
  return [
    { id: "invitee", header: t("users.invitee"), cell: (one) => <Invitee invitation={one} onShow={onShow} />, minWidth: 170 },
    { id: "scope", header: t("users.scope"), cell: ({ accountId }) => scopeName(accountId), minWidth: 110 },
    { id: "roles", header: t("users.roles"), cell: ({ roles }) => <RoleNames roles={roles} />, minWidth: 135 },
    { id: "by", header: t("users.invitedBy"), cell: ({ invitedBy, createdAt }) => <><div>{actorName(invitedBy)}</div><Box variant="small"><Timestamp at={createdAt} /></Box></>, minWidth: 120 },
    time,
    { id: "email-status", header: t("users.emailStatus"), cell: ({ delivery, email }) => <DeliveryStatus delivery={delivery} email={email} />, minWidth: 145 },
  ];
}

function Invitee({ invitation, onShow }: { readonly invitation: Invitation; readonly onShow: InvitationTableProps["onShow"] }) {
  const { email, firstName, lastName } = invitation;
  return (
    <>
      <Link onFollow={() => onShow(invitation)}>{email}</Link>
      {(firstName || lastName) && <Box variant="small" display="block">{[firstName, lastName].filter(Boolean).join(" ")}</Box>}
    </>
  );
}

function RoleNames({ roles }: { readonly roles: readonly string[] }) {
  const roleName = useRoleName();
  return (
    <ul className="plain">
      {roles.map((role) => <li key={role}>{roleName(role)}</li>)}
    </ul>
  );
}
