import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useQuery } from "@tanstack/react-query";
import { organisation as organisationQuery } from "../../api/queries.ts";
import type { Grant } from "../../api/shapes.ts";
import { ScreenLink } from "../../parts/link.tsx";
import { Moment } from "../../parts/moment.tsx";
import { useNarrow } from "../../parts/narrow.ts";
import { useActorName } from "../../parts/person-name.ts";
import { places } from "../../places.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Held } from "./holdings.ts";

/** The roles that are held directly in one organisation. */
export function Roles({ organisation, grants }: Held) {
  const { t } = useTexts();
  return (
    <Table
      items={grants}
      ariaLabels={{ tableLabel: t("me.roles", { organisation: organisation.name }) }}
      header={<Header variant="h2"><ScreenLink fontSize="inherit" to={places.structure(organisation.id)}>{organisation.name}</ScreenLink></Header>}
      wrapLines
      columnDefinitions={useColumns(organisation.id, grants)}
    />
  );
}

/** Where there is no room for columns, what belongs together stands in one. */
function useColumns(organisationId: string, grants: readonly Grant[]): TableProps.ColumnDefinition<Grant>[] {
  const { t } = useTexts();
  const narrow = useNarrow();
  const actorName = useActorName();
  const accountName = useAccountNames(organisationId, grants.some(({ scope }) => scope.accountId));
  const role = ({ role: { name } }: Grant) => name;
  const where = ({ scope }: Grant) => (scope.accountId ? t("me.scope.account", { name: accountName(scope.accountId) }) : t("me.scope.whole"));
  const by = ({ grantedBy }: Grant) => actorName(grantedBy);
  const at = ({ grantedAt }: Grant) => <Moment at={grantedAt} />;
  if (narrow) {
    return [
      { id: "role", header: t("me.role"), cell: (grant) => <>{role(grant)}<Box color="text-body-secondary">{where(grant)}</Box></>, isRowHeader: true },
      { id: "by", header: t("me.by"), cell: (grant) => <>{by(grant)}<Box color="text-body-secondary">{at(grant)}</Box></> },
    ];
  }
  return [
    { id: "role", header: t("me.role"), cell: role, isRowHeader: true },
    { id: "scope", header: t("me.scope"), cell: where },
    { id: "by", header: t("me.by"), cell: by },
    { id: "at", header: t("me.at"), cell: at },
  ];
}

/** Grants name accounts by their ids. Until the names are there, and where they cannot be had, an id is shown. */
function useAccountNames(organisationId: string, needed: boolean) {
  const { data } = useQuery({ ...organisationQuery(organisationId), enabled: needed });
  return (accountId: string) => data?.accounts.find(({ id }) => id === accountId)?.name ?? accountId;
}
