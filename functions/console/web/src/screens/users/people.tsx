import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { OrganisationWithAccounts, PermissionRow } from "../../api/shapes.ts";
import { type Authority, invitableScopes } from "../../authority.ts";
import { Empty } from "../../parts/empty.tsx";
import { ScreenLink } from "../../parts/link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { useNarrow } from "../../parts/narrow.ts";
import { countOf, Pages, usePages } from "../../parts/paging.tsx";
import { personName } from "../../parts/person-name.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { permissions } from "../permissions/query.ts";
import { Filters } from "./filters.tsx";
import type { Filter } from "./query.ts";

interface PeopleProps {
  readonly place: OrganisationWithAccounts;
  readonly authority: Authority;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** The people of an organisation. What they hold is changed under Permissions. */
export function People({ place, authority, filter, onFilter }: PeopleProps) {
  const { t } = useTexts();
  const narrow = useNarrow();
  const { query, paging } = usePages(`${filter.email} ${filter.account}`, (cursor) => permissions(place.id, { ...filter, role: "" }, cursor));
  const fields = useFields(place.id);
  const header = (items: readonly PermissionRow[], next: string | undefined) => (
    <Header variant="h2" counter={countOf(items, paging, next)} actions={<Button iconName="refresh" ariaLabel={t("users.refresh")} loading={query.isFetching} onClick={() => void query.refetch()} />}>
      {t("users.people.heading")}
    </Header>
  );
  return (
    <SpaceBetween size="m">
      <Filters accounts={invitableScopes(authority, place).accounts} filter={filter} onChange={onFilter} />
      <Loaded query={query}>
        {({ items, nextCursor }) => {
          const shared = {
            items, empty: <Empty title={t("users.people.none.title")} detail={t("users.people.none.detail")} />, header: header(items, nextCursor), trackBy: ({ user }: PermissionRow) => user.id, pagination: <Pages paging={paging} nextCursor={nextCursor} label={t("users.people.heading")} />,
          };
          if (narrow) {
            const [person, ...sections] = fields;
            return <Cards {...shared} cardsPerRow={[{ cards: 1 }]} cardDefinition={{ header: (row) => person?.cell(row), sections: sections.map(({ id, header: label, cell }) => ({ id, header: label, content: cell })) }} />;
          }
          return <Table {...shared} wrapLines ariaLabels={{ tableLabel: t("users.people.heading") }} columnDefinitions={fields.map((field, at) => ({ ...field, isRowHeader: at === 0 }))} />;
        }}
      </Loaded>
    </SpaceBetween>
  );
}

function useFields(organisationId: string) {
  const { t } = useTexts();
  return [
    { id: "person", header: t("users.person"), cell: ({ user }: PermissionRow) => <ScreenLink to={places.permission(organisationId, user.id)}>{user.email}</ScreenLink>, minWidth: 200 },
    { id: "name", header: t("users.name"), cell: ({ user }: PermissionRow) => (personName(user) === user.email ? "–" : personName(user)), minWidth: 150 },
    { id: "roles", header: t("users.roles"), cell: (row: PermissionRow) => <HeldRoles row={row} />, minWidth: 240 },
  ];
}

/** The names of the roles, each once, whatever the accounts; those that come from above say from where. */
function HeldRoles({ row: { grants } }: { readonly row: PermissionRow }) {
  const { t, list } = useTexts();
  const names = new Set(grants.filter(({ inheritedFrom }) => !inheritedFrom).map(({ role }) => role.name));
  const sources = new Set(grants.flatMap(({ inheritedFrom }) => inheritedFrom?.name ?? []));
  return (
    <SpaceBetween size="xxs">
      {names.size > 0 && <Box>{list([...names])}</Box>}
      {[...sources].map((source) => <Badge key={source} color="blue">{t("grant.inherited", { source })}</Badge>)}
    </SpaceBetween>
  );
}
