import Button from "@cloudscape-design/components/button";
import Box from "@cloudscape-design/components/box";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { OrganisationWithAccounts, PermissionRow } from "../../api/types.ts";
import type { ReadList } from "../../components/download-button.tsx";
import { ListActions } from "../../components/list-actions.tsx";
import { PageControls } from "../../components/page-controls.tsx";
import { ScreenLink } from "../../components/screen-link.tsx";
import { SuspendedBadge } from "../../components/suspended-badge.tsx";
import { useNarrowScreen } from "../../hooks/use-narrow-screen.ts";
import { useMemberPath } from "../../hooks/use-member-path.ts";
import { itemCount, type Paging } from "../../hooks/use-pages.ts";
import { useScreenLink } from "../../hooks/use-screen-link.ts";
import type { useSelection } from "../../hooks/use-selection.ts";
import { type Sortable, useSorting } from "../../hooks/use-sorting.ts";
import { personName } from "../../lib/person-name.ts";
import { directAssignments } from "../../lib/role-assignments.ts";
import { useTexts } from "../../texts/index.tsx";
import { GrantList } from "./grant-list.tsx";
import { unremovableReason } from "./remove/scopes.ts";

interface MemberTableProps {
  readonly items: readonly PermissionRow[];
  readonly organisation: OrganisationWithAccounts;
  readonly empty: ReactNode;
  readonly paging: Paging;
  readonly busy: boolean;
  readonly onRefresh: () => void;
  readonly selection: ReturnType<typeof useSelection<PermissionRow>>;
  readonly isSelectable: (row: PermissionRow) => boolean;
  /** Actions for the selected members. */
  readonly bulkActions: ReactNode;
  /** Reads the whole list as a file. */
  readonly onSave: ReadList;
  readonly onExplain: (row: PermissionRow) => void;
  readonly onRemove: (row: PermissionRow) => void;
}

type Column = TableProps.ColumnDefinition<PermissionRow> & Sortable<PermissionRow>;

/** The members as a table, or as cards on a narrow screen. */
export function MemberTable({ items: unsorted, empty, organisation, paging, busy, onRefresh, selection, isSelectable, bulkActions, onSave, onExplain, onRemove }: MemberTableProps) {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const top = { verticalAlign: "top" } as const;
  const actions = (row: PermissionRow) => <Actions row={row} organisation={organisation} onExplain={() => onExplain(row)} onRemove={() => onRemove(row)} />;
  const columns: readonly Column[] = [
    { id: "person", header: t("members.member"), cell: (row) => <Person row={row} organisationId={organisation.id} />, isRowHeader: true, sortBy: ({ user }) => user.email, minWidth: 220, ...top },
    { id: "access", header: t("members.roles"), cell: ({ grants }) => <GrantList grants={grants} organisationId={organisation.id} />, sortBy: ({ grants }) => grants.map(({ role }) => role.name).join(), minWidth: 260, ...top },
    { id: "actions", header: t("members.actions"), cell: actions, minWidth: 150, ...top },
  ];
  const { items, columnDefinitions, sorting } = useSorting<PermissionRow, Column>(unsorted, columns, paging);
  const header = (
    <Header variant="h2" counter={itemCount(items, paging)} actions={<ListActions name={t("members.heading")} read={onSave} busy={busy} onRefresh={onRefresh}>{bulkActions}</ListActions>}>
      {t("members.heading")}
    </Header>
  );
  const shared = { items, header, empty, trackBy: ({ user }: PermissionRow) => user.id, ...selection.table, isItemDisabled: (row: PermissionRow) => !isSelectable(row), pagination: <PageControls paging={paging} label={t("members.heading")} /> };
  if (narrow) {
    return (
      <Cards
        {...shared}
        cardsPerRow={[{ cards: 1 }]}
        ariaLabels={selection.labels}
        cardDefinition={{
          header: (row) => <Person row={row} organisationId={organisation.id} />,
          sections: [
            { id: "access", header: t("members.roles"), content: ({ grants }) => <GrantList grants={grants} organisationId={organisation.id} /> },
            { id: "actions", content: actions },
          ],
        }}
      />
    );
  }
  return (
    <Table
      {...shared}
      {...sorting}
      wrapLines
      contentDensity="compact"
      ariaLabels={{ tableLabel: t("members.heading"), ...selection.labels }}
      columnDefinitions={columnDefinitions}
    />
  );
}

function Person({ row: { user, suspended }, organisationId }: { readonly row: PermissionRow; readonly organisationId: string }) {
  const name = personName(user);
  const memberPath = useMemberPath(organisationId);
  return (
    <>
      <ScreenLink to={memberPath(user.id)}>{user.email}</ScreenLink>
      {name !== user.email && <> <Box variant="small">{name}</Box></>}
      {suspended && <> <SuspendedBadge /></>}
    </>
  );
}

interface ActionsProps {
  readonly row: PermissionRow;
  readonly organisation: OrganisationWithAccounts;
  readonly onExplain: () => void;
  readonly onRemove: () => void;
}

/** Actions of a member. Inherited access is changed where it was granted. */
function Actions({ row, organisation, onExplain, onRemove }: ActionsProps) {
  const { t } = useTexts();
  const link = useScreenLink();
  const memberPath = useMemberPath(organisation.id);
  const name = personName(row.user);
  const inherited = directAssignments(row.grants).length === 0;
  const unremovable = unremovableReason(row, organisation);
  return (
    <SpaceBetween direction="horizontal" size="s">
      <Button variant="inline-link" ariaLabel={t(inherited ? "members.view.label" : "members.edit.label", { name })} {...link(memberPath(row.user.id))}>
        {t(inherited ? "members.view" : "members.edit")}
      </Button>
      <Button variant="inline-link" ariaLabel={t("members.why.label", { name })} onClick={onExplain}>{t("members.why")}</Button>
      <Button variant="inline-link" ariaLabel={t("members.remove.label", { name })} disabled={unremovable !== undefined} disabledReason={unremovable && t(`members.remove.${unremovable}`)} onClick={onRemove}>
        {t("members.remove")}
      </Button>
    </SpaceBetween>
  );
}
