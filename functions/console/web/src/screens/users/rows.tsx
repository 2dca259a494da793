import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Invitation } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { FromNow } from "../../parts/from-now.tsx";
import { Moment } from "../../parts/moment.tsx";
import { useNarrow } from "../../parts/narrow.ts";
import { countOf, Pages, type Paging } from "../../parts/paging.tsx";
import { useActorName } from "../../parts/person-name.ts";
import { useRoleName } from "../../parts/role-name.ts";
import { useScopeName } from "../../parts/scope.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Acting } from "./act.tsx";
import { Actions } from "./actions.tsx";
import { DeliveryStatus } from "./delivery.tsx";
import { State } from "./state.tsx";

interface RowsProps {
  readonly items: readonly Invitation[];
  readonly empty: ReactNode;
  readonly organisationId: string;
  readonly authority: Authority;
  readonly open: boolean;
  readonly paging: Paging;
  readonly next: string | undefined;
  readonly busy: boolean;
  readonly onRefresh: () => void;
  readonly onShow: (invitation: Invitation) => void;
  readonly onAct: (acting: Acting) => void;
}

/** A row an invitation: a table, or on a phone a card. */
export function Rows({ items, empty, authority, open, paging, next, busy, onRefresh, onAct, ...rest }: RowsProps) {
  const { t } = useTexts();
  const narrow = useNarrow();
  const fields = useFields({ open, ...rest });
  const actions = (one: Invitation) => <Actions invitation={one} authority={authority} wide={narrow} onAct={(action) => onAct({ action, invitation: one })} />;
  const heading = t(open ? "users.open.heading" : "users.closed.heading");
  const header = (
    <Header variant="h2" counter={countOf(items, paging, next)} actions={<Button iconName="refresh" ariaLabel={t("users.refresh")} loading={busy} onClick={onRefresh} />}>
      {heading}
    </Header>
  );
  const shared = { items, empty, header, trackBy: "id", pagination: <Pages paging={paging} nextCursor={next} label={heading} /> };
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
        { id: "actions", header: t("users.actions"), cell: actions, minWidth: 100, verticalAlign: "top" },
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

/** What is told of each invitation; the address comes first. */
function useFields({ organisationId, open, onShow }: Pick<RowsProps, "organisationId" | "open" | "onShow">): readonly Field[] {
  const { t } = useTexts();
  const scopeName = useScopeName(organisationId);
  const actorName = useActorName();
  const time: Field = open
    ? { id: "expires", header: t("users.expires"), cell: ({ expiresAt }) => <FromNow at={expiresAt} />, minWidth: 100 }
    : { id: "status", header: t("users.status"), cell: ({ status }) => <State status={status} />, minWidth: 125 };
  return [
    { id: "invitee", header: t("users.invitee"), cell: (one) => <Invitee invitation={one} onShow={onShow} />, minWidth: 180 },
    { id: "scope", header: t("users.scope"), cell: ({ accountId }) => scopeName(accountId), minWidth: 110 },
    { id: "roles", header: t("users.roles"), cell: ({ roles }) => <RoleNames roles={roles} />, minWidth: 140 },
    { id: "by", header: t("users.invitedBy"), cell: ({ invitedBy, createdAt }) => <><div>{actorName(invitedBy)}</div><Box variant="small"><Moment at={createdAt} /></Box></>, minWidth: 120 },
    time,
    { id: "mail", header: t("users.mail"), cell: ({ delivery, email }) => <DeliveryStatus delivery={delivery} email={email} />, minWidth: 130 },
  ];
}

function Invitee({ invitation, onShow }: { readonly invitation: Invitation; readonly onShow: RowsProps["onShow"] }) {
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
