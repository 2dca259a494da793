import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import List from "@cloudscape-design/components/list";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { organisations } from "../../../api/queries.ts";
import type { Grant } from "../../../api/types.ts";
import { ScreenLink } from "../../../components/screen-link.tsx";
import { useActorName } from "../../../hooks/use-actor-name.ts";
import { useNamedGrants } from "../../../hooks/use-named-grants.ts";
import { administersAny } from "../../../lib/capabilities.ts";
import { paths } from "../../../lib/paths.ts";
import { useTexts } from "../../../texts/index.tsx";

interface InheritedRolesProps {
  readonly grants: readonly Grant[];
  readonly userId: string;
}

/** The roles that the person inherits from parent organisations. They are changed there. */
export function InheritedRoles({ grants, userId }: InheritedRolesProps) {
  const { t, time } = useTexts();
  const actorName = useActorName();
  return (
    <Container header={<Header variant="h2" counter={`(${grants.length})`} description={t("editAccess.inherited.description")}>{t("editAccess.inherited")}</Header>}>
      <List
        ariaLabel={t("editAccess.inherited")}
        disablePaddings
        items={useNamedGrants(grants)}
        renderItem={({ role, inheritedFrom, grantedBy, grantedAt }) => ({
          id: `${role.id} ${inheritedFrom?.organisationId ?? ""}`,
          content: (
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              <span>{role.name}</span>
              <Badge color="blue">{t("grant.inherited", { source: inheritedFrom?.name ?? "" })}</Badge>
            </SpaceBetween>
          ),
          secondaryContent: <Box variant="small">{t("editAccess.inherited.granted", { by: actorName(grantedBy), at: time(grantedAt) })}</Box>,
          actions: inheritedFrom && <SourceLink organisationId={inheritedFrom.organisationId} name={inheritedFrom.name} userId={userId} />,
        })}
      />
    </Container>
  );
}

/** A link to the parent organisation, for users who administer it. */
function SourceLink({ organisationId, name, userId }: { readonly organisationId: string; readonly name: string; readonly userId: string }) {
  const { t } = useTexts();
  const { data: visible } = useQuery(organisations);
  const organisation = visible?.find(({ id }) => id === organisationId);
  if (!organisation || !administersAny(organisation)) return null;
  return <ScreenLink to={paths.member(organisationId, userId)}>{t("editAccess.inherited.view", { source: name })}</ScreenLink>;
}
