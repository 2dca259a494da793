import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import List from "@cloudscape-design/components/list";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { OrganisationWithAccounts } from "../../../api/types.ts";
import { EndField } from "../../../components/end-field.tsx";
import { RoleEnd } from "../../../components/role-end.tsx";
import { useActorName } from "../../../hooks/use-actor-name.ts";
import { useRoleName } from "../../../hooks/use-role-name.ts";
import { useScopeName } from "../../../hooks/use-scope-name.ts";
import { toAssignment, type RoleAssignment, isSame } from "../../../lib/role-assignments.ts";
import { useTexts } from "../../../texts/index.tsx";
import { AddRoles } from "./add-roles.tsx";
import { addRole, type Edit, type RoleRow, roleRows, removeRole, setEnd } from "./edit.ts";

interface DirectRolesProps {
  readonly edit: Edit;
  readonly onEdit: (edit: Edit) => void;
  readonly organisation: OrganisationWithAccounts;
  /** Whether the form is being saved and cannot be changed. */
  readonly busy: boolean;
  /** Why saving failed. */
  readonly alert: ReactNode;
}

/** The direct roles, each with a button to remove it, and a button to add others. */
export function DirectRoles({ edit, onEdit, organisation, busy, alert }: DirectRolesProps) {
  const { t, time } = useTexts();
  const actorName = useActorName();
  const names = useNames(edit, organisation.id);
  const grantOf = (row: RoleRow) => edit.base.grants.find((one) => !one.inheritedFrom && isSame(toAssignment(one), row));
  const granted = (row: RoleRow) => {
    const grant = grantOf(row);
    const scope = names.scope(row);
    return grant && row.state === "kept" ? t("editAccess.granted", { scope, by: actorName(grant.grantedBy), at: time(grant.grantedAt) }) : scope;
  };
  return (
    <Container header={<Header variant="h2" counter={`(${edit.wanted.length})`} description={t("editAccess.direct.description")}>{t("editAccess.direct")}</Header>}>
      <SpaceBetween size="m">
        {alert}
        <List
          ariaLabel={t("editAccess.direct")}
          disablePaddings
          items={roleRows(edit)}
          renderItem={(row) => ({
            id: `${row.role} ${row.accountId ?? ""}`,
            content: <RoleLabel row={row} name={names.role(row)} />,
            secondaryContent: (
              <>
                <Box variant="small" display="block">{granted(row)}</Box>
                {row.state === "removed" ? <RoleEnd until={row.until} /> : <EndField until={row.until} name={names.both(row)} disabled={busy || grantOf(row)?.editable === false} onChange={(until) => onEdit(setEnd(edit, row, until))} />}
              </>
            ),
            actions: <ToggleButton row={row} name={names.both(row)} forbidden={grantOf(row)?.editable === false} busy={busy} onAdd={() => onEdit(addRole(edit, row))} onRemove={() => onEdit(removeRole(edit, row))} />,
          })}
        />
        <AddRoles edit={edit} onEdit={onEdit} organisation={organisation} busy={busy} />
      </SpaceBetween>
    </Container>
  );
}

/** Returns functions that name a row. */
function useNames({ base }: Edit, organisationId: string) {
  const { t } = useTexts();
  const roleName = useRoleName();
  const scopeName = useScopeName(organisationId);
  const role = (row: RoleRow) => roleName(base.grants.find((grant) => grant.role.id === row.role)?.role ?? row.role);
  const scope = ({ accountId }: RoleAssignment) => scopeName(accountId);
  return { role, scope, both: (row: RoleRow) => t("grant.at", { role: role(row), scope: scope(row) }) };
}

function RoleLabel({ row: { state }, name }: { readonly row: RoleRow; readonly name: string }) {
  const { t } = useTexts();
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {state === "removed" ? <s>{name}</s> : <span>{name}</span>}
      {state === "added" && <Badge color="green">{t("editAccess.state.added")}</Badge>}
      {state === "removed" && <Badge color="red">{t("editAccess.state.removed")}</Badge>}
    </SpaceBetween>
  );
}

interface ToggleButtonProps {
  readonly row: RoleRow;
  readonly name: string;
  /** Whether the user may not remove the role. */
  readonly forbidden: boolean;
  readonly busy: boolean;
  readonly onAdd: () => void;
  readonly onRemove: () => void;
}

// One button toggles both ways, so that it keeps the focus when it is pressed.
function ToggleButton({ row: { state }, name, forbidden, busy, onAdd, onRemove }: ToggleButtonProps) {
  const { t } = useTexts();
  const removed = state === "removed";
  return (
    <Button
      ariaLabel={t(removed ? "editAccess.keep.label" : "editAccess.remove.label", { name })}
      disabled={forbidden || busy}
      {...(forbidden && { disabledReason: t("editAccess.remove.above-authority") })}
      onClick={removed ? onAdd : onRemove}
    >
      {t(removed ? "editAccess.keep" : "editAccess.remove")}
    </Button>
  );
}
