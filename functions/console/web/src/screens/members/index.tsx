import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { me } from "../../api/queries.ts";
import type { OrganisationWithAccounts, PermissionRow } from "../../api/types.ts";
import { AdministeredOrganisation } from "../../components/administered-organisation.tsx";
import { EmptyList } from "../../components/empty-list.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Screen } from "../../components/screen.tsx";
import { usePages } from "../../hooks/use-pages.ts";
import { usePageSize } from "../../hooks/use-page-size.ts";
import { useQueryParameters } from "../../hooks/use-query-parameters.ts";
import { useSelection } from "../../hooks/use-selection.ts";
import { administeredAccounts } from "../../lib/capabilities.ts";
import { useTexts } from "../../texts/index.tsx";
import { Filters } from "./filters.tsx";
import { MemberTable } from "./member-table.tsx";
import { type Filter, members } from "./queries.ts";
import { BulkRemoval } from "./remove/bulk-removal.tsx";
import { RemoveAccess } from "./remove/index.tsx";
import { bulkScopes } from "./remove/scopes.ts";
import { useSavedMembers } from "./use-saved-members.ts";
import { WhyDialog } from "./why-dialog.tsx";

/** The members of an organisation with their roles. */
export function Members() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  return (
    <Screen title={t("members.title")} description={t("members.description")}>
      <AdministeredOrganisation organisationId={organisationId}>
        {(organisation) => <List key={organisationId} organisation={organisation} />}
      </AdministeredOrganisation>
    </Screen>
  );
}

interface ListProps {
  readonly organisation: OrganisationWithAccounts;
}

function List({ organisation }: ListProps) {
  const { t } = useTexts();
  const [filter, setFilter] = useFilter();
  const [size] = usePageSize();
  const listed = JSON.stringify([filter, size]);
  const { query: page, paging } = usePages(listed, (cursor) => members(organisation.id, filter, cursor, size));
  const selection = useSelection<PermissionRow>(listed, page.data?.items ?? [], { id: ({ user }) => user.id, name: ({ user }) => user.email });
  const save = useSavedMembers(organisation.id, filter);
  const { data: person } = useQuery(me);
  const isRemovable = (row: PermissionRow) => row.user.id !== person?.user.id && bulkScopes(row, organisation, filter.account).length > 0;
  const [removing, setRemoving] = useState<PermissionRow>();
  const [explained, setExplained] = useState<PermissionRow>();
  const nobody = Object.values(filter).some(Boolean) ? "noMatch" : "empty";
  return (
    <SpaceBetween size="l">
      <Filters accounts={administeredAccounts(organisation)} filter={filter} onChange={setFilter} />
      <Loaded query={page}>
        {({ items }) => (
          <MemberTable
            items={items}
            empty={<EmptyList search={paging.search} title={t(`members.${nobody}.title`)} detail={t(`members.${nobody}.detail`)} />}
            organisation={organisation}
            paging={paging}
            busy={page.isFetching}
            onRefresh={() => void page.refetch()}
            selection={selection}
            isSelectable={isRemovable}
            bulkActions={<BulkRemoval organisation={organisation} account={filter.account} selected={selection.selected} onDone={selection.clear} />}
            onSave={save}
            onExplain={setExplained}
            onRemove={setRemoving}
          />
        )}
      </Loaded>
      {explained && <WhyDialog row={explained} organisationId={organisation.id} onClose={() => setExplained(undefined)} />}
      {removing && <RemoveAccess row={removing} organisation={organisation} onClose={() => setRemoving(undefined)} />}
    </SpaceBetween>
  );
}

/** The filter is part of the address, so that it survives navigation and can be linked to. */
function useFilter(): readonly [Filter, (filter: Filter) => void] {
  const [query, change] = useQueryParameters();
  const filter = { search: query.get("search") ?? "", account: query.get("account") ?? "", role: query.get("role") ?? "" };
  return [filter, (next) => change({ ...next, page: undefined })];
}
