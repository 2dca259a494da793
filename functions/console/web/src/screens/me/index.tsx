import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { me, organisations } from "../../api/queries.ts";
import type { Me, Organisation } from "../../api/types.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { OwnInvitations } from "../../components/own-invitations.tsx";
import { Screen } from "../../components/screen.tsx";
import { useNamedGrants } from "../../hooks/use-named-grants.ts";
import { combineQueries } from "../../lib/combine-queries.ts";
import { useTexts } from "../../texts/index.tsx";
import { EditName } from "./edit-name.tsx";
import { Inherited } from "./inherited.tsx";
import { MembershipTable } from "./membership-table.tsx";
import { groupByOrganisation, groupBySource } from "./memberships.ts";

/** The user's own access: direct grants by organisation, then inherited access. */
export function MyAccess() {
  const { t } = useTexts();
  const query = combineQueries(useQuery(me), useQuery(organisations));
  return (
    <Screen title={t("me.title")} description={t("me.description")}>
      <SpaceBetween size="l">
        <OwnInvitations />
        <Loaded query={query}>{([who, visible]) => <Everything who={who} visible={visible} />}</Loaded>
      </SpaceBetween>
    </Screen>
  );
}

function Everything({ who, visible }: { readonly who: Me; readonly visible: readonly Organisation[] }) {
  const { t, compare } = useTexts();
  const grants = useNamedGrants(who.grants);
  if (who.grants.length === 0) return <EmptyState title={t("me.empty.title")} detail={t("me.empty.detail")} />;
  return (
    <SpaceBetween size="l">
      <Person user={who.user} />
      {groupByOrganisation(grants, visible, compare).map((held) => <MembershipTable key={held.organisation.id} {...held} />)}
      {groupBySource(grants, visible).map((from) => <Inherited key={from.source.id} {...from} />)}
    </SpaceBetween>
  );
}

function Person({ user }: { readonly user: Me["user"] }) {
  const { t } = useTexts();
  const items = [
    { label: t("me.name"), value: [user.firstName, user.lastName].filter(Boolean).join(" ") || "–" },
    { label: t("me.email"), value: user.email },
  ];
  return (
    <Container header={<Header variant="h2" actions={<EditName user={user} />}>{t("me.profile")}</Header>}>
      <KeyValuePairs columns={2} items={items} />
    </Container>
  );
}
