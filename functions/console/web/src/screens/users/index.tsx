import Button from "@cloudscape-design/components/button";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { AdministeredOrganisation } from "../../components/administered-organisation.tsx";
import { Screen } from "../../components/screen.tsx";
import { useCurrentOrganisation } from "../../hooks/use-current-organisation.ts";
import { useScreenLink } from "../../hooks/use-screen-link.ts";
import { administersAny } from "../../lib/capabilities.ts";
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
  if (!organisation || !administersAny(organisation)) return null;
  return <Button variant="primary" iconName="user-profile" {...link(paths.invite(organisationId))}>{t("users.invite")}</Button>;
}

interface ListsProps {
  readonly organisation: OrganisationWithAccounts;
}

// The tab and the invitation are part of the address, so that they survive navigation and
// can be linked to.
function Lists({ organisation }: ListsProps) {
  const { t } = useTexts();
  const [{ view, invitation }, go] = useViewState();
  const [filter, setFilter] = useState<Filter>({ email: "", account: "" });
  const [chosenAction, setChosenAction] = useState<ChosenAction>();
  const act = (chosen: ChosenAction) => {
    go({ view });
    setChosenAction(chosen);
  };
  const list = (open: boolean) => (
    <Invitations key={String(open)} organisation={organisation} open={open} filter={filter} onFilter={setFilter} onAct={act} onShow={({ id }) => go({ view, invitation: id })} />
  );
  return (
    <>
      <Tabs
        ariaLabel={t("users.tabs")}
        activeTabId={view}
        onChange={({ detail }) => go({ view: detail.activeTabId })}
        tabs={[
          { id: "open", label: t("users.tab.open"), content: view === "open" && list(true) },
          { id: "closed", label: t("users.tab.closed"), content: view === "closed" && list(false) },
          { id: "people", label: t("users.tab.people"), content: view === "people" && <Members organisation={organisation} filter={filter} onFilter={setFilter} /> },
        ]}
      />
      {invitation && <DetailsDialog organisationId={organisation.id} invitationId={invitation} onAct={act} onClose={() => go({ view })} />}
      {chosenAction && <ActionDialog {...chosenAction} organisation={organisation} onClose={() => setChosenAction(undefined)} />}
    </>
  );
}

const views = ["open", "closed", "people"] as const;

interface ViewState {
  readonly view: string;
  readonly invitation?: string | undefined;
}

function useViewState(): readonly [ViewState, (to: ViewState) => void] {
  const [params, setParams] = useSearchParams();
  const view = views.find((one) => one === params.get("view")) ?? "open";
  const go = (to: ViewState) => setParams({ ...(to.view !== "open" && { view: to.view }), ...(to.invitation && { invitation: to.invitation }) }, { replace: true });
  return [{ view, invitation: params.get("invitation") ?? undefined }, go];
}
