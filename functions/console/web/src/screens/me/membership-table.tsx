import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { organisation as organisationQuery } from "../../api/queries.ts";
import type { Grant } from "../../api/types.ts";
import { RoleEnd } from "../../components/role-end.tsx";
import { ScreenLink } from "../../components/screen-link.tsx";
import { Timestamp } from "../../components/timestamp.tsx";
import { useActorName } from "../../hooks/use-actor-name.ts";
import { useNarrowScreen } from "../../hooks/use-narrow-screen.ts";
import { paths } from "../../lib/paths.ts";
import { useTexts } from "../../texts/index.tsx";
import { Leave } from "./leave.tsx";
import type { Membership } from "./memberships.ts";

/** The user's direct roles in one organisation. */
export function MembershipTable({ organisation, grants }: Membership) {
  const { t } = useTexts();
  return (
    <Table
      items={grants}
      ariaLabels={{ tableLabel: t("me.roles", { organisation: organisation.name }) }}
      header={<Header variant="h2" actions={<Leave organisation={organisation} grants={grants} />}><ScreenLink fontSize="inherit" to={paths.structure(organisation.id)}>{organisation.name}</ScreenLink></Header>}
      wrapLines
      columnDefinitions={useColumns(organisation.id, grants)}
    />
  );
}

/** On a narrow screen, related columns are combined into one. */
function useColumns(organisationId: string, grants: readonly Grant[]): TableProps.ColumnDefinition<Grant>[] {
  const { t } = useTexts();
  const narrow = useNarrowScreen();
  const actorName = useActorName();
  const accountName = useAccountNames(organisationId, grants.some(({ scope }) => scope.accountId));
  const role = ({ role: { name }, until }: Grant) => <>{name} <RoleEnd until={until} /></>;
  const scopeText = ({ scope }: Grant) => (scope.accountId ? t("scope.account", { name: accountName(scope.accountId) }) : t("scope.whole"));
  const by = ({ grantedBy }: Grant) => actorName(grantedBy);
  const at = ({ grantedAt }: Grant) => <Timestamp at={grantedAt} />;
  if (narrow) {
    return [
      { id: "role", header: t("me.role"), cell: (grant) => <>{role(grant)}<Box color="text-body-secondary">{scopeText(grant)}</Box></>, isRowHeader: true },
      { id: "by", header: t("grant.grantedBy"), cell: (grant) => <>{by(grant)}<Box color="text-body-secondary">{at(grant)}</Box></> },
    ];
  }
  return [
    { id: "role", header: t("me.role"), cell: role, isRowHeader: true },
    { id: "scope", header: t("grant.scope"), cell: scopeText },
    { id: "by", header: t("grant.grantedBy"), cell: by },
    { id: "at", header: t("grant.grantedAt"), cell: at },
  ];
}

/** Returns a function that names an account. Grants contain ids only; an id is shown if the name is not available. */
function useAccountNames(organisationId: string, needed: boolean) {
  const { data } = useQuery({ ...organisationQuery(organisationId), enabled: needed });
  return (accountId: string) => data?.accounts.find(({ id }) => id === accountId)?.name ?? accountId;
}
