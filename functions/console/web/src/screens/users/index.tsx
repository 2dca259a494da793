import Button from "@cloudscape-design/components/button";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useLocation, useNavigate, useParams, useSearchParams } from "react-router";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { AdministeredOrganisation } from "../../components/administered-organisation.tsx";
import { Screen } from "../../components/screen.tsx";
import { useCurrentOrganisation } from "../../hooks/use-current-organisation.ts";
import { useQueryParameters } from "../../hooks/use-query-parameters.ts";
import { useScreenLink } from "../../hooks/use-screen-link.ts";
import { administersAny } from "../../lib/capabilities.ts";
import { changedQuery, withQuery } from "../../lib/list-address.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { ActionDialog, type ChosenAction } from "./action-dialog.tsx";
import { DetailsDialog } from "./details-dialog.tsx";
import { Invitations } from "./invitations.tsx";
import { Members } from "./members.tsx";
import type { Filter } from "./queries.ts";

/** The invitations to an organisation with their email status, and its members. */
export function Users() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  return (
    <Screen title={t("users.title")} description={t("users.description")} actions={<InviteButton organisationId={organisationId} />}>
      <AdministeredOrganisation key={organisationId} organisationId={organisationId}>
        {(organisation) => <Lists organisation={organisation} />}
      </AdministeredOrganisation>
    </Screen>
  );
}

function InviteButton({ organisationId }: { readonly organisationId: string }) {
  const { t } = useTexts();
  const link = useScreenLink();
  const organisation = useCurrentOrganisation();
  const [query] = useSearchParams();
  if (!organisation || !administersAny(organisation)) return null;
  const to = withQuery(paths.invite(organisationId), changedQuery(query, { invitation: undefined, invited: undefined }));
  return <Button variant="primary" iconName="user-profile" {...link(to)}>{t("users.invite")}</Button>;
}

interface ListsProps {
  readonly organisation: OrganisationWithAccounts;
}

// The tab, the filters and the invitation are part of the address, so that they survive
// navigation and can be linked to.
function Lists({ organisation }: ListsProps) {
  const { t } = useTexts();
  const [query, change] = useQueryParameters();
  const view = views.find((one) => one === query.get("view")) ?? "open";
  const filter = { search: query.get("search") ?? "", account: query.get("account") ?? "" };
  const setFilter = (next: Filter) => change({ ...next, page: undefined, invited: undefined });
  const [shown, show, close] = useShownInvitation();
  const [chosenAction, setChosenAction] = useState<ChosenAction>();
  const act = (chosen: ChosenAction) => {
    close();
    setChosenAction(chosen);
  };
  const list = (open: boolean) => (
    <Invitations key={String(open)} organisation={organisation} open={open} filter={filter} onFilter={setFilter} onAct={act} onShow={({ id }) => show(id)} />
  );
  return (
    <>
      <Tabs
        ariaLabel={t("users.tabs")}
        activeTabId={view}
        onChange={({ detail: { activeTabId: to } }) => change({ view: to === "open" ? undefined : to, status: undefined, page: undefined, invited: undefined })}
        tabs={[
          { id: "open", label: t("users.tab.open"), content: view === "open" && list(true) },
          { id: "closed", label: t("users.tab.closed"), content: view === "closed" && list(false) },
          { id: "people", label: t("users.tab.people"), content: view === "people" && <Members organisation={organisation} filter={filter} onFilter={setFilter} /> },
        ]}
      />
      {shown && <DetailsDialog organisationId={organisation.id} invitationId={shown} onAct={act} onClose={close} />}
      {chosenAction && <ActionDialog {...chosenAction} organisation={organisation} onClose={() => setChosenAction(undefined)} />}
    </>
  );
}

const views = ["open", "closed", "people"] as const;

/** The location state of an invitation that was opened from the list, which is the history entry before. */
const openedFromList = "opened-from-list";

/** Returns the id of the invitation in the address, and functions that open and close it. Back closes it, too. */
function useShownInvitation(): readonly [string | undefined, (id: string) => void, () => void] {
  const [query, change] = useQueryParameters();
  const navigate = useNavigate();
  const fromList = useLocation().state === openedFromList;
  const shown = query.get("invitation") ?? undefined;
  const close = () => {
    if (shown === undefined) return;
    if (fromList) void navigate(-1);
    else change({ invitation: undefined });
  };
  return [shown, (id) => change({ invitation: id }, { push: true, state: openedFromList }), close];
}
