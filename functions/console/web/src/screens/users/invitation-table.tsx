import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Invitation } from "../../api/types.ts";
import type { ReadList } from "../../components/download-button.tsx";
import { ListActions } from "../../components/list-actions.tsx";
import { PageControls } from "../../components/page-controls.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { useActorName } from "../../hooks/use-actor-name.ts";
import { useNarrowScreen, useWideScreen } from "../../hooks/use-narrow-screen.ts";
import { itemCount, type Paging } from "../../hooks/use-pages.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import type { useSelection } from "../../hooks/use-selection.ts";
import { type Sortable, useSorting } from "../../hooks/use-sorting.ts";
import { useTexts } from "../../texts/index.tsx";
import type { ChosenAction } from "./action-dialog.tsx";
import { ActionMenu } from "./action-menu.tsx";
import { BulkActions } from "./bulk-actions.tsx";
import { DeliveryStatus } from "./delivery-status.tsx";
import { InvitationStatus } from "./invitation-status.tsx";
import { OfferedRoles } from "./offered-roles.tsx";
import { possibleFor } from "./invitation-rules.ts";
import type { Filter } from "./queries.ts";
import { TakeOverAll } from "./take-over-all.tsx";

interface InvitationTableProps {
  readonly items: readonly Invitation[];
  /** The id of the invitation that was just sent, which is marked. */
  readonly invitedId: string | undefined;
  readonly empty: ReactNode;
  readonly organisationId: string;
  readonly filter: Filter;
  readonly open: boolean;
  readonly paging: Paging;
  readonly busy: boolean;
  readonly onRefresh: () => void;
  readonly selection: ReturnType<typeof useSelection<Invitation>>;
  /** Reads the whole list as a file. */
  readonly onSave: ReadList;
  readonly onShow: (invitation: Invitation) => void;
  readonly onAct: (chosenAction: ChosenAction) => void;
}

/** Invitations as a table, or as cards on a narrow screen. */
export function InvitationTable({ items: unsorted, empty, filter, open, paging, busy, onRefresh, selection, onSave, onAct, ...rest }: InvitationTableProps) {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const fields = useFields({ open, ...rest });
  const { items, columnDefinitions, sorting } = useSorting<Invitation, Field>(unsorted, fields, paging);
  const actions = (one: Invitation) => <ActionMenu invitation={one} wide={narrow} onAct={(action) => onAct({ action, invitation: one })} />;
  const heading = t(open ? "users.pending.heading" : "users.closed.heading");
  const header = (
    <Header
      variant="h2"
      counter={itemCount(items, paging)}
      actions={
        <ListActions name={heading} read={onSave} busy={busy} onRefresh={onRefresh}>
          {open && <TakeOverAll organisationId={rest.organisationId} filter={filter} offered={possibleFor("take-over", items).length > 0} />}
          <BulkActions organisationId={rest.organisationId} selected={selection.selected} onDone={selection.clear} />
        </ListActions>
      }
    >
      {heading}
    </Header>
  );
  const shared = { items, empty, header, trackBy: "id", ...selection.table, isItemDisabled: ({ editable }: Invitation) => !editable, pagination: <PageControls paging={paging} label={heading} /> };
  if (narrow) {
    const [address, ...sections] = fields;
    return (
      <Cards
        {...shared}
        cardsPerRow={[{ cards: 1 }]}
        ariaLabels={selection.labels}
        cardDefinition={{ header: (one) => address?.cell(one), sections: [...sections.map(({ id, header: label, cell }) => ({ id, header: label, content: cell })), { id: "actions", content: actions }] }}
      />
    );
  }
  return (
    <Table
      {...shared}
      {...sorting}
      wrapLines
      contentDensity="compact"
      ariaLabels={{ tableLabel: heading, ...selection.labels }}
      columnDefinitions={[
        ...columnDefinitions.map((field, at) => ({ ...field, isRowHeader: at === 0, verticalAlign: "top" as const })),
        { id: "actions", header: <span className="visually-hidden">{t("users.actions")}</span>, cell: actions, minWidth: 50, verticalAlign: "top" },
      ]}
    />
  );
}

interface Field extends Sortable<Invitation> {
  readonly header: string;
  readonly cell: (invitation: Invitation) => ReactNode;
  readonly minWidth: number;
}

/** Returns the fields of an invitation; the email address comes first. */
function useFields({ organisationId, open, invitedId, onShow }: Pick<InvitationTableProps, "organisationId" | "open" | "invitedId" | "onShow">): readonly Field[] {
  const { t, exact } = useTexts();
  const scopeName = useScopeName(organisationId);
  const actorName = useActorName();
  const wide = useWideScreen(); // where there is no room, the details say who sent the invitation
  const by: Field = { id: "by", header: t("users.invitedBy"), cell: ({ invitedBy, createdAt }) => <span title={exact(createdAt)}>{actorName(invitedBy)}</span>, sortBy: ({ invitedBy }) => actorName(invitedBy), minWidth: 105 };
  const time: Field = open
    ? { id: "expires", header: t("users.expires"), cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />, sortBy: ({ expiresAt }) => expiresAt, minWidth: 112 }
    : { id: "status", header: t("users.status"), cell: ({ status }) => <InvitationStatus status={status} />, sortBy: ({ status }) => t(`invitation.status.${status}`), minWidth: 126 };
  return [
    { id: "invitee", header: t("users.invitee"), cell: (one) => <Invitee invitation={one} isNew={one.id === invitedId} onShow={onShow} />, sortBy: ({ email }) => email, minWidth: 270 },
    { id: "scope", header: t("users.scope"), cell: ({ accountId }) => scopeName(accountId), sortBy: ({ accountId }) => scopeName(accountId), minWidth: 162 },
    { id: "roles", header: t("users.roles"), cell: (one) => <OfferedRoles invitation={one} />, sortBy: ({ roles }) => roles.join(), minWidth: 130 },
    ...(wide ? [by] : []),
    time,
    { id: "email-status", header: t("users.emailStatus"), cell: ({ delivery, email }) => <DeliveryStatus delivery={delivery} email={email} />, sortBy: ({ delivery }) => t(`delivery.${delivery.status}`), minWidth: 112 },
  ];
}

function Invitee({ invitation, isNew, onShow }: { readonly invitation: Invitation; readonly isNew: boolean; readonly onShow: InvitationTableProps["onShow"] }) {
  const { t } = useTexts();
  const { email, firstName, lastName, needsInviter, acceptanceRequest, renewalRequestedAt } = invitation;
  return (
    <>
      <span className="address"><Link onFollow={() => onShow(invitation)}>{email}</Link></span>
      {isNew && <> <Badge color="green">{t("users.new")}</Badge></>}
      {(firstName || lastName) && <> <Box variant="small">{[firstName, lastName].filter(Boolean).join(" ")}</Box></>}
      {needsInviter && <div><StatusIndicator type="warning" wrapText>{t("users.needsInviter")}</StatusIndicator></div>}
      {acceptanceRequest && <div><StatusIndicator type="info" wrapText>{t("users.request.mark", { email: acceptanceRequest.email })}</StatusIndicator></div>}
      {renewalRequestedAt && <div><StatusIndicator type="info" wrapText>{t("users.renewal.mark")} <RelativeTime at={renewalRequestedAt} /></StatusIndicator></div>}
    </>
  );
}
