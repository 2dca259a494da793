import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { organisation as organisationQuery } from "../../api/queries.ts";
import type { Grant } from "../../api/shapes.ts";
import { ScreenLink } from "../../parts/link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { useNarrow } from "../../parts/narrow.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Held } from "./holdings.ts";

/** The roles that are held directly in one organisation. */
export function Roles({ organisation, grants }: Held) {
  const { t } = useTexts();
  return (
    <Table
      items={grants}
      ariaLabels={{ tableLabel: t("me.roles", { organisation: organisation.name }) }}
      header={<Header variant="h2"><ScreenLink fontSize="inherit" to={places.structure(organisation.id)}>{organisation.name}</ScreenLink></Header>}
      wrapLines
      columnDefinitions={useColumns(organisation.id, grants)}
    />
  );
}

/** Where there is no room, who gave a role and when stand in one column. */
function useColumns(organisationId: string, grants: readonly Grant[]): TableProps.ColumnDefinition<Grant>[] {
  const { t } = useTexts();
  const narrow = useNarrow();
  const accountName = useAccountNames(organisationId, grants.some(({ scope }) => scope.accountId));
  const where = ({ scope }: Grant) => (scope.accountId ? t("me.scope.account", { name: accountName(scope.accountId) }) : t("me.scope.whole"));
  const columns: TableProps.ColumnDefinition<Grant>[] = [
    { id: "role", header: t("me.role"), cell: ({ role }) => role.name, isRowHeader: true },
    { id: "scope", header: t("me.scope"), cell: where },
  ];
  if (narrow) return [...columns, { id: "given", header: t("me.by"), cell: ({ grantedBy, grantedAt }) => <>{grantedBy.name}, <Moment at={grantedAt} /></> }];
  return [
    ...columns,
    { id: "by", header: t("me.by"), cell: ({ grantedBy }) => grantedBy.name },
    { id: "at", header: t("me.at"), cell: ({ grantedAt }) => <Moment at={grantedAt} /> },
  ];
}

/** Grants name accounts by their ids. Until the names are there, and where they cannot be had, an id is shown. */
function useAccountNames(organisationId: string, needed: boolean) {
  const { data } = useQuery({ ...organisationQuery(organisationId), enabled: needed });
  return (accountId: string) => data?.accounts.find(({ id }) => id === accountId)?.name ?? accountId;
}
