import Button from "@cloudscape-design/components/button";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import type { OrganisationWithAccounts } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { Administered } from "../../parts/administered.tsx";
import { useFollow } from "../../parts/link.tsx";
import { Screen } from "../../parts/screen.tsx";
import { useAuthority } from "../../parts/use-authority.ts";
import { useCurrentOrganisation } from "../../frame/current.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { Act, type Acting } from "./act.tsx";
import { Details } from "./details.tsx";
import { Invitations } from "./list.tsx";
import { People } from "./people.tsx";
import type { Filter } from "./query.ts";

/** The people of an organisation, and the invitations to it with what is known of their mails. */
export function Users() {
  const { t } = useTexts();
  const { organisationId = "" } = useParams();
  return (
    <Screen title={t("users.title")} description={t("users.description")} actions={<InviteButton organisationId={organisationId} />}>
      <Administered key={organisationId} organisationId={organisationId}>
        {(place, authority) => <Lists place={place} authority={authority} />}
      </Administered>
    </Screen>
  );
}

function InviteButton({ organisationId }: { readonly organisationId: string }) {
  const { t } = useTexts();
  const link = useFollow();
  const authority = useAuthority(useCurrentOrganisation());
  if (authority.level === "none") return null;
  return <Button variant="primary" iconName="user-profile" {...link(places.invite(organisationId))}>{t("users.invite")}</Button>;
}

interface ListsProps {
  readonly place: OrganisationWithAccounts;
  readonly authority: Authority;
}

// The tab and the invitation that is looked at stand in the address: they can be
// linked to, and the way back leads to them.
function Lists({ place, authority }: ListsProps) {
  const { t } = useTexts();
  const [{ view, invitation }, go] = useAddress();
  const [filter, setFilter] = useState<Filter>({ email: "", account: "" });
  const [acting, setActing] = useState<Acting>();
  const act = (chosen: Acting) => {
    go({ view });
    setActing(chosen);
  };
  const list = (open: boolean) => (
    <Invitations key={String(open)} place={place} authority={authority} open={open} filter={filter} onFilter={setFilter} onAct={act} onShow={({ id }) => go({ view, invitation: id })} />
  );
  return (
    <>
      <Tabs
        ariaLabel={t("users.views")}
        activeTabId={view}
        onChange={({ detail }) => go({ view: detail.activeTabId })}
        tabs={[
          { id: "open", label: t("users.view.open"), content: view === "open" && list(true) },
          { id: "closed", label: t("users.view.closed"), content: view === "closed" && list(false) },
          { id: "people", label: t("users.view.people"), content: view === "people" && <People place={place} authority={authority} filter={filter} onFilter={setFilter} /> },
        ]}
      />
      {invitation && <Details organisationId={place.id} invitationId={invitation} authority={authority} onAct={act} onClose={() => go({ view })} />}
      {acting && <Act {...acting} place={place} authority={authority} onClose={() => setActing(undefined)} />}
    </>
  );
}

const views = ["open", "closed", "people"] as const;

interface Address {
  readonly view: string;
  readonly invitation?: string | undefined;
}

function useAddress(): readonly [Address, (to: Address) => void] {
  const [params, setParams] = useSearchParams();
  const view = views.find((one) => one === params.get("view")) ?? "open";
  const go = (to: Address) => setParams({ ...(to.view !== "open" && { view: to.view }), ...(to.invitation && { invitation: to.invitation }) }, { replace: true });
  return [{ view, invitation: params.get("invitation") ?? undefined }, go];
}
