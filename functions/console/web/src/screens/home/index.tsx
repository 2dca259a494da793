import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { me, organisations } from "../../api/queries.ts";
import type { Me, Organisation } from "../../api/shapes.ts";
import { authorityIn } from "../../authority.ts";
import { useCurrentOrganisation } from "../../frame/current.ts";
import { useFollow } from "../../parts/link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Screen } from "../../parts/screen.tsx";
import { together } from "../../parts/together.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import { OrganisationCards, type Shown } from "./cards.tsx";

/** The organisations that the person can see, and the way to invite somebody to one. */
export function Home() {
  const { t } = useTexts();
  const query = together(useQuery(organisations), useQuery(me));
  const shown = query.data ? shownTo(...query.data) : [];
  const [chosen, choose] = useState<string>();
  const current = useCurrentOrganisation();
  const administered = shown.filter(({ administers }) => administers);
  const selected = administered.find(({ id }) => id === (chosen ?? current?.id)) ?? (administered.length === 1 ? administered[0] : undefined);
  return (
    <Screen
      title={t("home.title")}
      description={t(administered.length > 0 ? "home.description" : "home.description.reader")}
      actions={administered.length > 0 && <InviteButton to={selected} />}
    >
      <Loaded query={query}>{() => <OrganisationCards all={shown} selected={selected} onSelect={({ id }) => choose(id)} />}</Loaded>
    </Screen>
  );
}

/** The organisations with what the person holds in each. */
function shownTo(seen: readonly Organisation[], { grants }: Me): readonly Shown[] {
  return seen.map((one) => ({
    ...one,
    parent: seen.find(({ id }) => id === one.parentId)?.name,
    roles: [...new Set(grants.filter(({ scope }) => scope.organisationId === one.id).map(({ role }) => role.name))],
    administers: authorityIn(one, grants, seen).level !== "none",
  }));
}

function InviteButton({ to }: { readonly to: Organisation | undefined }) {
  const { t } = useTexts();
  const link = useFollow();
  const where = to && link(places.invite(to.id));
  return (
    <Button variant="primary" iconName="user-profile" disabled={!to} disabledReason={t("home.invite.choose")} {...where}>
      {t("home.invite")}
    </Button>
  );
}
