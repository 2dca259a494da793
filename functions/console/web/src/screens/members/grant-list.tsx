import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Grant } from "../../api/types.ts";
import { RoleEnd } from "../../components/role-end.tsx";
import { useNamedGrants } from "../../hooks/use-named-grants.ts";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { useTexts } from "../../texts/index.tsx";

interface GrantListProps {
  readonly grants: readonly Grant[];
  readonly organisationId: string;
}

/** Grants with their scopes. Inherited ones show their source. */
export function GrantList({ grants, organisationId }: GrantListProps) {
  const { t } = useTexts();
  const scopeName = useScopeName(organisationId);
  return (
    <ul className="plain">
      {useNamedGrants(grants).map(({ role, scope, inheritedFrom, until }) => (
        <li key={`${role.id} ${scope.organisationId} ${scope.accountId ?? ""}`}>
          <SpaceBetween direction="horizontal" size="xs" alignItems="center">
            <span>{role.name}</span>
            {inheritedFrom ? <Badge color="blue">{t("grant.inherited", { source: inheritedFrom.name })}</Badge> : <Box variant="small">{scopeName(scope.accountId)}</Box>}
            <RoleEnd until={until} />
          </SpaceBetween>
        </li>
      ))}
    </ul>
  );
}
