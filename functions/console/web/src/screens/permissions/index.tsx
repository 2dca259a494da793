import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import type { OrganisationWithAccounts, PermissionRow } from "../../api/shapes.ts";
import { type Authority, invitableScopes } from "../../authority.ts";
import { Administered } from "../../parts/administered.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { usePages } from "../../parts/paging.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useTexts } from "../../texts/index.tsx";
import { Filters } from "./filters.tsx";
import { type Filter, permissions } from "./query.ts";
import { RemoveAccess } from "./removal/index.tsx";
import { Rows } from "./rows.tsx";

/** Who holds what in an organisation. */
export function Permissions() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  return (
    <Screen title={t("permissions.title")} description={t("permissions.description")}>
      <Administered organisationId={organisationId}>
        {(organisation, authority) => <List key={organisationId} organisation={organisation} authority={authority} />}
      </Administered>
    </Screen>
  );
}

interface ListProps {
  readonly organisation: OrganisationWithAccounts;
  readonly authority: Authority;
}

function List({ organisation, authority }: ListProps) {
  const { t } = useTexts();
  const [filter, setFilter] = useFilter();
  const { query: page, paging } = usePages(JSON.stringify(filter), (cursor) => permissions(organisation.id, filter, cursor));
  const [leaving, setLeaving] = useState<PermissionRow>();
  const nobody = Object.values(filter).some(Boolean) ? "none" : "empty";
  return (
    <SpaceBetween size="l">
      <Filters accounts={invitableScopes(authority, organisation).accounts} filter={filter} onChange={setFilter} />
      <Loaded query={page}>
        {({ items, nextCursor }) => (
          <Rows
            items={items}
            empty={<Empty title={t(`permissions.${nobody}.title`)} detail={t(`permissions.${nobody}.detail`)} />}
            organisationId={organisation.id}
            paging={paging}
            nextCursor={nextCursor}
            busy={page.isFetching}
            onRefresh={() => void page.refetch()}
            onRemove={setLeaving}
          />
        )}
      </Loaded>
      {leaving && <RemoveAccess row={leaving} organisation={organisation} authority={authority} onClose={() => setLeaving(undefined)} />}
    </SpaceBetween>
  );
}

/** The filter stands in the address, so that it is there again on the way back, and can be linked to. */
function useFilter(): readonly [Filter, (filter: Filter) => void] {
  const [params, setParams] = useSearchParams();
  const filter = { email: params.get("email") ?? "", account: params.get("account") ?? "", role: params.get("role") ?? "" };
  const set = (next: Filter) => setParams(Object.fromEntries(Object.entries(next).filter(([, value]) => value)), { replace: true });
  return [filter, set];
}
