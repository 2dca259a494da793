import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { me, organisations } from "../../api/queries.ts";
import type { Me, Organisation } from "../../api/types.ts";
import { Loaded } from "../../components/loaded.tsx";
import { OwnInvitations } from "../../components/own-invitations.tsx";
import { Screen } from "../../components/screen.tsx";
import { useCurrentOrganisation } from "../../hooks/use-current-organisation.ts";
import { useRoleName } from "../../hooks/use-role-name.ts";
import { useScreenLink } from "../../hooks/use-screen-link.ts";
import { administersAny } from "../../lib/capabilities.ts";
import { combineQueries } from "../../lib/combine-queries.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { OrganisationCards, type OrganisationCard } from "./organisation-cards.tsx";

/** The organisations that the user can see, with a button to invite people to one. */
export function Home() {
  const { t } = useTexts();
  const query = combineQueries(useQuery(organisations), useQuery(me));
  const roleName = useRoleName();
  const shown = query.data ? toCards(...query.data, roleName) : [];
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
      <SpaceBetween size="l">
        <OwnInvitations />
        <Loaded query={query}>{() => <OrganisationCards all={shown} selected={selected} onSelect={({ id }) => choose(id)} />}</Loaded>
      </SpaceBetween>
    </Screen>
  );
}

/** Adds the user's roles to each organisation. */
function toCards(visible: readonly Organisation[], { grants }: Me, roleName: ReturnType<typeof useRoleName>): readonly OrganisationCard[] {
  return visible.map((one) => ({
    ...one,
    parent: visible.find(({ id }) => id === one.parentId)?.name,
    roles: [...new Set(grants.filter(({ scope }) => scope.organisationId === one.id).map(({ role }) => roleName(role)))],
    administers: administersAny(one),
  }));
}

function InviteButton({ to }: { readonly to: Organisation | undefined }) {
  const { t } = useTexts();
  const link = useScreenLink();
  const linkProps = to && link(paths.invite(to.id));
  return (
    <Button variant="primary" iconName="user-profile" disabled={!to} disabledReason={t("home.invite.select")} {...linkProps}>
      {t("home.invite")}
    </Button>
  );
}
