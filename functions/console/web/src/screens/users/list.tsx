import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Invitation, OrganisationWithAccounts } from "../../api/shapes.ts";
import { type Authority, invitableScopes } from "../../authority.ts";
import { Choice } from "../../parts/choice.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { usePages } from "../../parts/paging.tsx";
import { useTexts } from "../../texts/index.tsx";
import type { Acting } from "./act.tsx";
import { Filters } from "./filters.tsx";
import { type Filter, invitations } from "./query.ts";
import { Rows } from "./rows.tsx";

const ends = ["accepted", "declined", "revoked", "expired"] as const;

interface InvitationsProps {
  readonly place: OrganisationWithAccounts;
  readonly authority: Authority;
  /** The open ones; or those that are closed. */
  readonly open: boolean;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly onShow: (invitation: Invitation) => void;
  readonly onAct: (acting: Acting) => void;
}

/** The invitations of an organisation, page by page. */
export function Invitations({ place, authority, open, filter, onFilter, ...rest }: InvitationsProps) {
  const { t } = useTexts();
  const [end, setEnd] = useState("");
  const status = open ? (["pending"] as const) : ends.filter((one) => end === "" || one === end);
  const { query, paging } = usePages(`${status.join()} ${filter.email} ${filter.account}`, (cursor) => invitations(place.id, status, filter, cursor));
  const narrowed = filter.email !== "" || filter.account !== "" || end !== "";
  const ending = !open && (
    <FormField label={t("users.filter.status")} stretch>
      <Choice none={t("users.filter.status.all")} options={ends.map((id) => ({ id, name: t(`invitation.status.${id}`) }))} chosen={end} onChoose={setEnd} />
    </FormField>
  );
  return (
    <SpaceBetween size="m">
      <Filters accounts={invitableScopes(authority, place).accounts} filter={filter} onChange={onFilter} further={ending} />
      <Loaded query={query}>
        {({ items, nextCursor }) => (
          <Rows
            {...rest}
            authority={authority}
            items={items}
            empty={<None open={open} narrowed={narrowed} />}
            organisationId={place.id}
            open={open}
            paging={paging}
            next={nextCursor}
            busy={query.isFetching}
            onRefresh={() => void query.refetch()}
          />
        )}
      </Loaded>
    </SpaceBetween>
  );
}

function None({ open, narrowed }: { readonly open: boolean; readonly narrowed: boolean }) {
  const { t } = useTexts();
  if (narrowed) return <Empty title={t("users.none.title")} detail={t("users.none.detail")} />;
  return <Empty title={t(open ? "users.open.empty.title" : "users.closed.empty.title")} detail={t(open ? "users.open.empty.detail" : "users.closed.empty.detail")} />;
}
