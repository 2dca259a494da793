import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import List from "@cloudscape-design/components/list";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { OrganisationWithAccounts } from "../../api/shapes.ts";
import { type Authority, mayTouch } from "../../authority.ts";
import { heldAs, type HeldRole, isSame } from "../../held-roles.ts";
import { useActorName } from "../../parts/person-name.ts";
import { useRoleName } from "../../parts/role-name.ts";
import { useScopeName } from "../../parts/scope.ts";
import { useTexts } from "../../texts/index.tsx";
import { AddRoles } from "./add-roles.tsx";
import { add, type Edit, type Line, lines, take } from "./edit.ts";

interface DirectProps {
  readonly edit: Edit;
  readonly onEdit: (edit: Edit) => void;
  readonly organisation: OrganisationWithAccounts;
  readonly authority: Authority;
  /** Whether it is being saved: nothing can be changed meanwhile. */
  readonly busy: boolean;
  /** Why it could not be saved. */
  readonly trouble: ReactNode;
}

/** The roles that are held here, each to be removed, and the way to add others. */
export function Direct({ edit, onEdit, organisation, authority, busy, trouble }: DirectProps) {
  const { t, time } = useTexts();
  const actorName = useActorName();
  const names = useNames(edit, organisation.id);
  const given = ({ role, accountId, state }: Line) => {
    const grant = edit.base.grants.find((one) => !one.inheritedFrom && isSame(heldAs(one), { role, accountId }));
    const scope = names.scope({ role, accountId });
    return grant && state === "kept" ? t("permission.given", { scope, by: actorName(grant.grantedBy), at: time(grant.grantedAt) }) : scope;
  };
  return (
    <Container header={<Header variant="h2" counter={`(${edit.wanted.length})`} description={t("permission.direct.description")}>{t("permission.direct")}</Header>}>
      <SpaceBetween size="m">
        {trouble}
        <List
          ariaLabel={t("permission.direct")}
          disablePaddings
          items={lines(edit)}
          renderItem={(line) => ({
            id: `${line.role} ${line.accountId ?? ""}`,
            content: <Held line={line} name={names.role(line)} />,
            secondaryContent: <Box variant="small">{given(line)}</Box>,
            actions: <Change line={line} name={names.both(line)} authority={authority} busy={busy} onAdd={() => onEdit(add(edit, line))} onTake={() => onEdit(take(edit, line))} />,
          })}
        />
        <AddRoles edit={edit} onEdit={onEdit} organisation={organisation} authority={authority} busy={busy} />
      </SpaceBetween>
    </Container>
  );
}

/** Lines in words. A role that is held has its name in its grant. */
function useNames({ base }: Edit, organisationId: string) {
  const { t } = useTexts();
  const fromCatalogue = useRoleName();
  const scopeName = useScopeName(organisationId);
  const role = (line: Line) => base.grants.find((grant) => grant.role.id === line.role)?.role.name ?? fromCatalogue(line.role);
  const scope = ({ accountId }: HeldRole) => scopeName(accountId);
  return { role, scope, both: (line: Line) => t("grant.at", { role: role(line), scope: scope(line) }) };
}

function Held({ line: { state }, name }: { readonly line: Line; readonly name: string }) {
  const { t } = useTexts();
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {state === "taken" ? <s>{name}</s> : <span>{name}</span>}
      {state === "added" && <Badge color="green">{t("permission.state.added")}</Badge>}
      {state === "taken" && <Badge color="red">{t("permission.state.taken")}</Badge>}
    </SpaceBetween>
  );
}

interface ChangeProps {
  readonly line: Line;
  readonly name: string;
  readonly authority: Authority;
  readonly busy: boolean;
  readonly onAdd: () => void;
  readonly onTake: () => void;
}

// One button for both ways, so that the focus stays where it is when it is pressed.
function Change({ line: { role, accountId, state }, name, authority, busy, onAdd, onTake }: ChangeProps) {
  const { t } = useTexts();
  const taken = state === "taken";
  const above = !mayTouch(authority, role, accountId);
  return (
    <Button
      ariaLabel={t(taken ? "permission.keep.of" : "permission.take.of", { name })}
      disabled={above || busy}
      {...(above && { disabledReason: t("permission.take.above") })}
      onClick={taken ? onAdd : onTake}
    >
      {t(taken ? "permission.keep" : "permission.take")}
    </Button>
  );
}
