import Button from "@cloudscape-design/components/button";
import Box from "@cloudscape-design/components/box";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { PermissionRow } from "../../api/types.ts";
import { PageControls } from "../../components/page-controls.tsx";
import { RefreshButton } from "../../components/refresh-button.tsx";
import { ScreenLink } from "../../components/screen-link.tsx";
import { useNarrowScreen } from "../../hooks/use-narrow-screen.ts";
import { type Paging } from "../../hooks/use-pages.ts";
import { useScreenLink } from "../../hooks/use-screen-link.ts";
import { paths } from "../../lib/paths.ts";
import { personName } from "../../lib/person-name.ts";
import { directAssignments } from "../../lib/role-assignments.ts";
import { useTexts } from "../../texts/index.tsx";
import { GrantList } from "./grant-list.tsx";

interface MemberTableProps {
  readonly items: readonly PermissionRow[];
  readonly organisationId: string;
  readonly empty: ReactNode;
  readonly paging: Paging;
  readonly busy: boolean;
  readonly onRefresh: () => void;
  readonly onExplain: (row: PermissionRow) => void;
  readonly onRemove: (row: PermissionRow) => void;
}

/** The members as a table, or as cards on a narrow screen. */
export function MemberTable({ items, empty, organisationId, paging, busy, onRefresh, onExplain, onRemove }: MemberTableProps) {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const actions = (row: PermissionRow) => <Actions row={row} organisationId={organisationId} onExplain={() => onExplain(row)} onRemove={() => onRemove(row)} />;
  const header = (
    <Header variant="h2" actions={<RefreshButton busy={busy} onRefresh={onRefresh} />}>
      {t("members.heading")}
    </Header>
  );
  const shared = { items, header, empty, trackBy: ({ user }: PermissionRow) => user.id, pagination: <PageControls paging={paging} label={t("members.heading")} /> };
  if (narrow) {
    return (
      <Cards
        {...shared}
        cardsPerRow={[{ cards: 1 }]}
        ariaLabels={{ itemSelectionLabel: (_, { user }) => user.email, selectionGroupLabel: t("members.heading") }}
        cardDefinition={{
          header: (row) => <Person row={row} organisationId={organisationId} />,
          sections: [
            { id: "access", header: t("members.roles"), content: ({ grants }) => <GrantList grants={grants} organisationId={organisationId} /> },
            { id: "actions", content: actions },
          ],
        }}
      />
    );
  }
  return (
    <Table
      {...shared}
      wrapLines
      ariaLabels={{ tableLabel: t("members.heading") }}
      columnDefinitions={[
        { id: "person", header: t("members.member"), cell: (row) => <Person row={row} organisationId={organisationId} />, isRowHeader: true, minWidth: 200, verticalAlign: "top" },
        { id: "access", header: t("members.roles"), cell: ({ grants }) => <GrantList grants={grants} organisationId={organisationId} />, minWidth: 280, verticalAlign: "top" },
        { id: "actions", header: t("members.actions"), cell: actions, minWidth: 150, verticalAlign: "top" },
      ]}
    />
  );
}

function Person({ row: { user }, organisationId }: { readonly row: PermissionRow; readonly organisationId: string }) {
  const name = personName(user);
  return (
    <>
      <ScreenLink to={paths.member(organisationId, user.id)}>{user.email}</ScreenLink>
      {name !== user.email && <Box variant="small" display="block">{name}</Box>}
    </>
  );
}

interface ActionsProps {
  readonly row: PermissionRow;
  readonly organisationId: string;
  readonly onExplain: () => void;
  readonly onRemove: () => void;
}

/** Actions of a member. Inherited access is changed where it was granted. */
function Actions({ row, organisationId, onExplain, onRemove }: ActionsProps) {
  const { t } = useTexts();
  const link = useScreenLink();
  const name = personName(row.user);
  const inherited = directAssignments(row.grants).length === 0;
  return (
    <SpaceBetween direction="horizontal" size="s">
      <Button variant="inline-link" ariaLabel={t(inherited ? "members.view.label" : "members.edit.label", { name })} {...link(paths.member(organisationId, row.user.id))}>
        {t(inherited ? "members.view" : "members.edit")}
      </Button>
      <Button variant="inline-link" ariaLabel={t("members.why.label", { name })} onClick={onExplain}>{t("members.why")}</Button>
      <Button variant="inline-link" ariaLabel={t("members.remove.label", { name })} disabled={inherited} disabledReason={t("members.remove.inherited")} onClick={onRemove}>
        {t("members.remove")}
      </Button>
    </SpaceBetween>
  );
}
