import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import type { OrganisationWithAccounts, PermissionRow } from "../../api/types.ts";
import { AdministeredOrganisation } from "../../components/administered-organisation.tsx";
import { EmptyList } from "../../components/empty-list.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Screen } from "../../components/screen.tsx";
import { usePages } from "../../hooks/use-pages.ts";
import { administeredAccounts } from "../../lib/capabilities.ts";
import { useTexts } from "../../texts/index.tsx";
import { Filters } from "./filters.tsx";
import { MemberTable } from "./member-table.tsx";
import { type Filter, members } from "./queries.ts";
import { RemoveAccess } from "./remove/index.tsx";
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
  const { query: page, paging } = usePages(JSON.stringify(filter), (cursor) => members(organisation.id, filter, cursor));
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
            organisationId={organisation.id}
            paging={paging}
            busy={page.isFetching}
            onRefresh={() => void page.refetch()}
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
  const [params, setParams] = useSearchParams();
  const filter = { email: params.get("email") ?? "", account: params.get("account") ?? "", role: params.get("role") ?? "" };
  const set = (next: Filter) => setParams(Object.fromEntries(Object.entries(next).filter(([, value]) => value)), { replace: true });
  return [filter, set];
}
