import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { organisations, useCatalogue } from "../api/queries.ts";
import type { Catalogue, Grant } from "../api/types.ts";
import { useActorName } from "../hooks/use-actor-name.ts";
import { useScopeName } from "../hooks/use-scope-name.ts";
import { administersAny } from "../lib/capabilities.ts";
import { paths } from "../lib/paths.ts";
import { useTexts } from "../texts/index.tsx";
import { Loaded } from "./loaded.tsx";
import { RoleEnd } from "./role-end.tsx";
import { RolePermissions } from "./roles/role-permissions.tsx";
import { ScreenLink } from "./screen-link.tsx";
import { SuspendedBadge } from "./suspended-badge.tsx";
import { Timestamp } from "./timestamp.tsx";

interface GrantReasonsProps {
  readonly grants: readonly Grant[];
  /** Whether the person is suspended, so that direct grants give no access. */
  readonly suspended?: boolean | undefined;
  readonly organisationId: string;
}

/** Why somebody has access: the chain from each role with its permissions to its scope, and to who granted it and how. */
export function GrantReasons({ grants, suspended = false, organisationId }: GrantReasonsProps) {
  const { t } = useTexts();
  return (
    <Loaded query={useCatalogue()}>
      {({ all }) => (
        <ul className="plain" aria-label={t("grant.reasons")}>
          {grants.map((grant) => (
            <li key={`${grant.role.id} ${grant.scope.organisationId} ${grant.scope.accountId ?? ""}`}>
              <Box padding={{ vertical: "s" }}><Reason grant={grant} suspended={suspended && !grant.inheritedFrom} roles={all} organisationId={organisationId} /></Box>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

interface ReasonProps {
  readonly grant: Grant;
  readonly suspended: boolean;
  readonly roles: Catalogue["all"];
  readonly organisationId: string;
}

function Reason({ grant, suspended, roles, organisationId }: ReasonProps) {
  const { t } = useTexts();
  const scopeName = useScopeName(organisationId);
  const actorName = useActorName();
  const { role, scope, inheritedFrom, grantedBy, grantedAt, until } = grant;
  const known = roles.find(({ id }) => id === role.id);
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <Box variant="strong">{known?.name ?? role.name}</Box>
        {inheritedFrom && <Badge color="blue">{t("grant.inherited", { source: inheritedFrom.name })}</Badge>}
        <RoleEnd until={until} />
        {suspended && <SuspendedBadge />}
      </SpaceBetween>
      <KeyValuePairs
        columns={2}
        items={[
          { label: t("grant.permissions"), value: known ? <RolePermissions permissions={known.permissions} /> : t("grant.permissions.none") },
          { label: t("grant.scope"), value: inheritedFrom ? t("grant.scope.below", { organisation: inheritedFrom.name }) : scopeName(scope.accountId) },
          { label: t("grant.grantedBy"), value: <>{actorName(grantedBy)}<Box variant="small" display="block"><Timestamp at={grantedAt} /></Box></> },
          { label: t("grant.invitation"), value: <Origin grant={grant} /> },
        ]}
      />
    </SpaceBetween>
  );
}

/** The invitation by which the role was granted, with a link for those who administer its organisation. */
function Origin({ grant: { scope, invitationId } }: { readonly grant: Grant }) {
  const { t } = useTexts();
  const { data: visible } = useQuery(organisations);
  if (!invitationId) return t("grant.invitation.none");
  if (!visible?.some((one) => one.id === scope.organisationId && administersAny(one))) return invitationId;
  return <ScreenLink to={paths.invitation(scope.organisationId, invitationId)}>{t("grant.invitation.view")}</ScreenLink>;
}
