import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import type { Invitation, OrganisationWithAccounts } from "../../api/types.ts";
import { EmptyList } from "../../components/empty-list.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { NamedSelect } from "../../components/named-select.tsx";
import { type Search, usePages } from "../../hooks/use-pages.ts";
import { usePageSize } from "../../hooks/use-page-size.ts";
import { useQueryParameters } from "../../hooks/use-query-parameters.ts";
import { useSelection } from "../../hooks/use-selection.ts";
import { administeredAccounts } from "../../lib/capabilities.ts";
import { useTexts } from "../../texts/index.tsx";
import type { ChosenAction } from "./action-dialog.tsx";
import { Filters } from "./filters.tsx";
import { InvitationTable } from "./invitation-table.tsx";
import { invitedFirst } from "./invited-first.ts";
import { type Filter, invitation, invitations } from "./queries.ts";
import { useSavedInvitations } from "./use-saved-invitations.ts";

/** The filter, in the address, of pending invitations that need an inviter. */
const needing = "needs-inviter";

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
  const [query, change] = useQueryParameters();
  const chosenStatus = closedStatuses.find((one) => one === query.get("status")) ?? "";
  const needsInviter = open && query.get("status") === needing;
  const kind = { status: open ? (["pending"] as const) : closedStatuses.filter((one) => chosenStatus === "" || one === chosenStatus), needsInviter };
  const [size] = usePageSize();
  const listed = JSON.stringify([kind, filter, size]);
  const { query: page, paging } = usePages(listed, (cursor) => invitations(organisation.id, kind, filter, cursor, size));
  const invited = useInvited(organisation.id, open);
  const shown = (items: readonly Invitation[]) => (paging.page === 0 ? invitedFirst(items, invited) : items);
  const selection = useSelection<Invitation>(listed, shown(page.data?.items ?? []), { id: ({ id }) => id, name: ({ email }) => email });
  const save = useSavedInvitations(organisation.id, kind, filter);
  const narrowed = filter.search !== "" || filter.account !== "" || chosenStatus !== "" || needsInviter;
  const options = open ? [{ id: needing, name: t("users.needsInviter") }] : closedStatuses.map((id) => ({ id, name: t(`invitation.status.${id}`) }));
  const statusFilter = (
    <FormField label={t("users.filter.status")} stretch>
      <NamedSelect none={t("users.filter.status.all")} options={options} selected={needsInviter ? needing : chosenStatus} onSelect={(status) => change({ status, page: undefined })} />
    </FormField>
  );
  return (
    <SpaceBetween size="m">
      <Filters accounts={administeredAccounts(organisation)} filter={filter} onChange={onFilter} additional={statusFilter} />
      <Loaded query={page}>
        {({ items }) => (
          <InvitationTable
            {...rest}
            items={shown(items)}
            invitedId={invited?.id}
            empty={<None open={open} narrowed={narrowed} search={paging.search} />}
            organisationId={organisation.id}
            filter={filter}
            open={open}
            paging={paging}
            busy={page.isFetching}
            onRefresh={() => void page.refetch()}
            selection={selection}
            onSave={save}
          />
        )}
      </Loaded>
    </SpaceBetween>
  );
}

/** Returns the invitation that was just sent, which the address names. */
function useInvited(organisationId: string, open: boolean): Invitation | undefined {
  const [query] = useQueryParameters();
  const id = query.get("invited") ?? "";
  const { data } = useQuery({ ...invitation(organisationId, id), enabled: open && id !== "" });
  return open && id !== "" ? data : undefined;
}

function None({ open, narrowed, search }: { readonly open: boolean; readonly narrowed: boolean; readonly search: Search | undefined }) {
  const { t } = useTexts();
  if (narrowed) return <EmptyList search={search} title={t("users.noMatch.title")} detail={t("users.noMatch.detail")} />;
  return <EmptyList search={search} title={t(open ? "users.pending.empty.title" : "users.closed.empty.title")} detail={t(open ? "users.pending.empty.detail" : "users.closed.empty.detail")} />;
}
