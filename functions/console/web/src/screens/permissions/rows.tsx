import Button from "@cloudscape-design/components/button";
import Box from "@cloudscape-design/components/box";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { PermissionRow } from "../../api/shapes.ts";
import { held } from "../../held-roles.ts";
import { ScreenLink, useFollow } from "../../parts/link.tsx";
import { useNarrow } from "../../parts/narrow.ts";
import { Pages, type Paging } from "../../parts/paging.tsx";
import { personName } from "../../parts/person-name.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { Grants } from "./grants.tsx";

interface RowsProps {
  readonly items: readonly PermissionRow[];
  readonly organisationId: string;
  readonly empty: ReactNode;
  readonly paging: Paging;
  readonly nextCursor: string | undefined;
  readonly busy: boolean;
  readonly onRefresh: () => void;
  readonly onRemove: (row: PermissionRow) => void;
}

/** A row a person: a table, or on a phone a card. */
export function Rows({ items, empty, organisationId, paging, nextCursor, busy, onRefresh, onRemove }: RowsProps) {
  const { t } = useTexts();
  const narrow = useNarrow();
  const actions = (row: PermissionRow) => <Actions row={row} organisationId={organisationId} onRemove={() => onRemove(row)} />;
  const header = (
    <Header variant="h2" actions={<Button iconName="refresh" ariaLabel={t("permissions.refresh")} loading={busy} onClick={onRefresh} />}>
      {t("permissions.heading")}
    </Header>
  );
  const shared = { items, header, empty, trackBy: ({ user }: PermissionRow) => user.id, pagination: <Pages paging={paging} nextCursor={nextCursor} label={t("permissions.heading")} /> };
  if (narrow) {
    return (
      <Cards
        {...shared}
        cardsPerRow={[{ cards: 1 }]}
        ariaLabels={{ itemSelectionLabel: (_, { user }) => user.email, selectionGroupLabel: t("permissions.heading") }}
        cardDefinition={{
          header: (row) => <Person row={row} organisationId={organisationId} />,
          sections: [
            { id: "access", header: t("permissions.access"), content: ({ grants }) => <Grants grants={grants} organisationId={organisationId} /> },
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
      ariaLabels={{ tableLabel: t("permissions.heading") }}
      columnDefinitions={[
        { id: "person", header: t("permissions.person"), cell: (row) => <Person row={row} organisationId={organisationId} />, isRowHeader: true, minWidth: 200, verticalAlign: "top" },
        { id: "access", header: t("permissions.access"), cell: ({ grants }) => <Grants grants={grants} organisationId={organisationId} />, minWidth: 280, verticalAlign: "top" },
        { id: "actions", header: t("permissions.actions"), cell: actions, minWidth: 150, verticalAlign: "top" },
      ]}
    />
  );
}

function Person({ row: { user }, organisationId }: { readonly row: PermissionRow; readonly organisationId: string }) {
  const name = personName(user);
  return (
    <>
      <ScreenLink to={places.permission(organisationId, user.id)}>{user.email}</ScreenLink>
      {name !== user.email && <Box variant="small" display="block">{name}</Box>}
    </>
  );
}

interface ActionsProps {
  readonly row: PermissionRow;
  readonly organisationId: string;
  readonly onRemove: () => void;
}

/** What can be done with a row. What is only inherited is changed where it comes from. */
function Actions({ row, organisationId, onRemove }: ActionsProps) {
  const { t } = useTexts();
  const link = useFollow();
  const name = personName(row.user);
  const inherited = held(row.grants).length === 0;
  return (
    <SpaceBetween direction="horizontal" size="s">
      <Button variant="inline-link" ariaLabel={t(inherited ? "permissions.view.of" : "permissions.edit.of", { name })} {...link(places.permission(organisationId, row.user.id))}>
        {t(inherited ? "permissions.view" : "permissions.edit")}
      </Button>
      <Button variant="inline-link" ariaLabel={t("permissions.remove.of", { name })} disabled={inherited} disabledReason={t("permissions.remove.inherited")} onClick={onRemove}>
        {t("permissions.remove")}
      </Button>
    </SpaceBetween>
  );
}
