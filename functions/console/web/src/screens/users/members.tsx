import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { OrganisationWithAccounts, PermissionRow } from "../../api/types.ts";
import { EmptyList } from "../../components/empty-list.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { ListActions } from "../../components/list-actions.tsx";
import { PageControls } from "../../components/page-controls.tsx";
import { ScreenLink } from "../../components/screen-link.tsx";
import { SuspendedBadge } from "../../components/suspended-badge.tsx";
import { useNamedGrants } from "../../hooks/use-named-grants.ts";
import { useNarrowScreen } from "../../hooks/use-narrow-screen.ts";
import { useMemberPath } from "../../hooks/use-member-path.ts";
import { itemCount, usePages } from "../../hooks/use-pages.ts";
import { usePageSize } from "../../hooks/use-page-size.ts";
import { administeredAccounts } from "../../lib/capabilities.ts";
import { personName } from "../../lib/person-name.ts";
import { useTexts } from "../../texts/index.tsx";
import { members } from "../members/queries.ts";
import { useSavedMembers } from "../members/use-saved-members.ts";
import { Filters } from "./filters.tsx";
import type { Filter } from "./queries.ts";

interface MembersProps {
  readonly organisation: OrganisationWithAccounts;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

/** The members of an organisation. Their access is changed under Permissions. */
export function Members({ organisation, filter, onFilter }: MembersProps) {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const [size] = usePageSize();
  const { query, paging } = usePages(JSON.stringify([filter, size]), (cursor) => members(organisation.id, { ...filter, role: "" }, cursor, size));
  const save = useSavedMembers(organisation.id, { ...filter, role: "" });
  const fields = useFields(organisation.id);
  const header = (items: readonly PermissionRow[]) => (
    <Header variant="h2" counter={itemCount(items, paging)} actions={<ListActions name={t("members.heading")} read={save} busy={query.isFetching} onRefresh={() => void query.refetch()} />}>
      {t("members.heading")}
    </Header>
  );
  return (
    <SpaceBetween size="m">
      <Filters accounts={administeredAccounts(organisation)} filter={filter} onChange={onFilter} />
      <Loaded query={query}>
        {({ items }) => {
          const shared = {
            items, empty: <EmptyList search={paging.search} title={t("members.noMatch.title")} detail={t("members.noMatch.detail")} />, header: header(items), trackBy: ({ user }: PermissionRow) => user.id, pagination: <PageControls paging={paging} label={t("members.heading")} />,
          };
          if (narrow) {
            const [person, ...sections] = fields;
            return <Cards {...shared} cardsPerRow={[{ cards: 1 }]} cardDefinition={{ header: (row) => person?.cell(row), sections: sections.map(({ id, header: label, cell }) => ({ id, header: label, content: cell })) }} />;
          }
          return <Table {...shared} wrapLines contentDensity="compact" ariaLabels={{ tableLabel: t("members.heading") }} columnDefinitions={fields.map((field, at) => ({ ...field, isRowHeader: at === 0 }))} />;
        }}
      </Loaded>
    </SpaceBetween>
  );
}

function useFields(organisationId: string) {
  const { t } = useTexts();
  const memberPath = useMemberPath(organisationId);
  return [
    { id: "person", header: t("users.email"), cell: ({ user, suspended }: PermissionRow) => <><ScreenLink to={memberPath(user.id)}>{user.email}</ScreenLink>{suspended && <> <SuspendedBadge /></>}</>, minWidth: 200 },
    { id: "name", header: t("users.name"), cell: ({ user }: PermissionRow) => (personName(user) === user.email ? "–" : personName(user)), minWidth: 150 },
    { id: "roles", header: t("users.roles"), cell: (row: PermissionRow) => <MemberRoles row={row} />, minWidth: 240 },
  ];
}

/** The names of the direct roles without duplicates, and the sources of inherited ones. */
function MemberRoles({ row: { grants } }: { readonly row: PermissionRow }) {
  const { t, list } = useTexts();
  const named = useNamedGrants(grants);
  const names = new Set(named.filter(({ inheritedFrom }) => !inheritedFrom).map(({ role }) => role.name));
  const sources = new Set(grants.flatMap(({ inheritedFrom }) => inheritedFrom?.name ?? []));
  return (
    <SpaceBetween size="xxs">
      {names.size > 0 && <Box>{list([...names])}</Box>}
      {[...sources].map((source) => <Badge key={source} color="blue">{t("grant.inherited", { source })}</Badge>)}
    </SpaceBetween>
  );
}
