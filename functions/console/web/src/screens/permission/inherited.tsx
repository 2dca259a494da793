import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import List from "@cloudscape-design/components/list";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { me, organisations } from "../../api/queries.ts";
import type { Grant } from "../../api/shapes.ts";
import { authorityIn } from "../../authority.ts";
import { ScreenLink } from "../../parts/link.tsx";
import { useActorName } from "../../parts/person-name.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";

interface InheritedProps {
  readonly grants: readonly Grant[];
  readonly userId: string;
}

/** What is held through organisations above. It is changed there, by whoever may. */
export function Inherited({ grants, userId }: InheritedProps) {
  const { t, time } = useTexts();
  const actorName = useActorName();
  return (
    <Container header={<Header variant="h2" counter={`(${grants.length})`} description={t("permission.inherited.description")}>{t("permission.inherited")}</Header>}>
      <List
        ariaLabel={t("permission.inherited")}
        disablePaddings
        items={grants}
        renderItem={({ role, inheritedFrom, grantedBy, grantedAt }) => ({
          id: `${role.id} ${inheritedFrom?.organisationId ?? ""}`,
          content: (
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              <span>{role.name}</span>
              <Badge color="blue">{t("grant.inherited", { source: inheritedFrom?.name ?? "" })}</Badge>
            </SpaceBetween>
          ),
          secondaryContent: <Box variant="small">{t("permission.inherited.given", { by: actorName(grantedBy), at: time(grantedAt) })}</Box>,
          actions: inheritedFrom && <ThereLink organisationId={inheritedFrom.organisationId} name={inheritedFrom.name} userId={userId} />,
        })}
      />
    </Container>
  );
}

/** Leads to where it can be changed, for who may see that. */
function ThereLink({ organisationId, name, userId }: { readonly organisationId: string; readonly name: string; readonly userId: string }) {
  const { t } = useTexts();
  const { data: seen } = useQuery(organisations);
  const { data: person } = useQuery(me);
  const there = seen?.find(({ id }) => id === organisationId);
  if (!there || !person || authorityIn(there, person.grants, seen ?? []).level === "none") return null;
  return <ScreenLink to={places.permission(organisationId, userId)}>{t("permission.inherited.change", { source: name })}</ScreenLink>;
}
