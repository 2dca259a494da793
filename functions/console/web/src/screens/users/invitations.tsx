import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Invitation, OrganisationWithAccounts } from "../../api/types.ts";
import { EmptyList } from "../../components/empty-list.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { NamedSelect } from "../../components/named-select.tsx";
import { type Search, usePages } from "../../hooks/use-pages.ts";
import { administeredAccounts } from "../../lib/capabilities.ts";
import { useTexts } from "../../texts/index.tsx";
import type { ChosenAction } from "./action-dialog.tsx";
import { Filters } from "./filters.tsx";
import { InvitationTable } from "./invitation-table.tsx";
import { type Filter, invitations } from "./queries.ts";

const closedStatuses = ["accepted", "declined", "revoked", "expired"] as const;

interface InvitationsProps {
  readonly organisation: OrganisationWithAccounts;
  /** Whether to list pending invitations; otherwise closed ones. */
  readonly open: boolean;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly onShow: (invitation: Invitation) => void;
  readonly onAct: (chosenAction: ChosenAction) => void;
}

/** The invitations of an organisation, page by page. */
export function Invitations({ organisation, open, filter, onFilter, ...rest }: InvitationsProps) {
  const { t } = useTexts();
  const [chosenStatus, setChosenStatus] = useState("");
  const statuses = open ? (["pending"] as const) : closedStatuses.filter((one) => chosenStatus === "" || one === chosenStatus);
  const { query, paging } = usePages(`${statuses.join()} ${filter.email} ${filter.account}`, (cursor) => invitations(organisation.id, statuses, filter, cursor));
  const narrowed = filter.email !== "" || filter.account !== "" || chosenStatus !== "";
  const statusFilter = !open && (
    <FormField label={t("users.filter.status")} stretch>
      <NamedSelect none={t("users.filter.status.all")} options={closedStatuses.map((id) => ({ id, name: t(`invitation.status.${id}`) }))} selected={chosenStatus} onSelect={setChosenStatus} />
    </FormField>
  );
  return (
    <SpaceBetween size="m">
      <Filters accounts={administeredAccounts(organisation)} filter={filter} onChange={onFilter} additional={statusFilter} />
      <Loaded query={query}>
        {({ items }) => (
          <InvitationTable
            {...rest}
            items={items}
            empty={<None open={open} narrowed={narrowed} search={paging.search} />}
            organisationId={organisation.id}
            open={open}
            paging={paging}
            busy={query.isFetching}
            onRefresh={() => void query.refetch()}
          />
        )}
      </Loaded>
    </SpaceBetween>
  );
}

function None({ open, narrowed, search }: { readonly open: boolean; readonly narrowed: boolean; readonly search: Search | undefined }) {
  const { t } = useTexts();
  if (narrowed) return <EmptyList search={search} title={t("users.noMatch.title")} detail={t("users.noMatch.detail")} />;
  return <EmptyList search={search} title={t(open ? "users.pending.empty.title" : "users.closed.empty.title")} detail={t(open ? "users.pending.empty.detail" : "users.closed.empty.detail")} />;
}
