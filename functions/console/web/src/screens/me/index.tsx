import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { me, organisations } from "../../api/queries.ts";
import type { Me, Organisation } from "../../api/shapes.ts";
import { Empty } from "../../parts/empty.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Screen } from "../../parts/screen.tsx";
import { together } from "../../parts/together.ts";
import { useTexts } from "../../texts/index.tsx";
import { byOrganisation, bySource } from "./holdings.ts";
import { Inherited } from "./inherited.tsx";
import { Roles } from "./roles.tsx";

/** Everything that the person holds: directly by organisation, and then what comes from above. */
export function MyAccess() {
  const { t } = useTexts();
  const query = together(useQuery(me), useQuery(organisations));
  return (
    <Screen title={t("me.title")} description={t("me.description")}>
      <Loaded query={query}>{([who, seen]) => <Everything who={who} seen={seen} />}</Loaded>
    </Screen>
  );
}

function Everything({ who, seen }: { readonly who: Me; readonly seen: readonly Organisation[] }) {
  const { t, compare } = useTexts();
  if (who.grants.length === 0) return <Empty title={t("me.empty.title")} detail={t("me.empty.detail")} />;
  return (
    <SpaceBetween size="l">
      <Person user={who.user} />
      {byOrganisation(who.grants, seen, compare).map((held) => <Roles key={held.organisation.id} {...held} />)}
      {bySource(who.grants, seen).map((from) => <Inherited key={from.source.id} {...from} />)}
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
    <Container header={<Header variant="h2">{t("me.person")}</Header>}>
      <KeyValuePairs columns={2} items={items} />
    </Container>
  );
}
