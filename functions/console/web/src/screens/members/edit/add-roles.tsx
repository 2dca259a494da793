import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useCatalogue } from "../../../api/queries.ts";
import type { OrganisationWithAccounts } from "../../../api/types.ts";
import { Loaded } from "../../../components/loaded.tsx";
import { NamedSelect } from "../../../components/named-select.tsx";
import { RolePicker } from "../../../components/roles/role-picker.tsx";
import { useScopeName } from "../../../hooks/use-scope-name.ts";
import { administeredAccounts, administers } from "../../../lib/capabilities.ts";
import { directAssignments } from "../../../lib/role-assignments.ts";
import { useTexts } from "../../../texts/index.tsx";
import { addRole, type Edit, removeRole } from "./edit.ts";
import { initialScope } from "./initial-scope.ts";

interface AddRolesProps {
  readonly edit: Edit;
  readonly onEdit: (edit: Edit) => void;
  readonly organisation: OrganisationWithAccounts;
  readonly busy: boolean;
}

/** Adds roles: selects a scope, then roles. */
export function AddRoles({ edit, onEdit, organisation, busy }: AddRolesProps) {
  const { t } = useTexts();
  const roles = useCatalogue();
  const scopeName = useScopeName(organisation.id);
  const [params] = useSearchParams();
  const [picking, setPicking] = useState(false);
  const scopes = [...(administers(organisation) ? [""] : []), ...administeredAccounts(organisation).map(({ id }) => id)].map((id) => ({ id, name: scopeName(id) }));
  const [chosen, choose] = useState(() => initialScope(scopes.map(({ id }) => id), directAssignments(edit.base.grants), params.get("account") ?? ""));
  const at = (role: string) => (chosen ? { role, accountId: chosen } : { role });
  const missing = picking && chosen === undefined;
  return (
    <>
      <SpaceBetween size="xs">
        {scopes.length > 1 && (
          <FormField label={t("editAccess.add.scope")} errorText={missing && t("scope.missing")}>
            <NamedSelect
              options={scopes}
              selected={chosen}
              onSelect={(scope) => {
                setPicking(false);
                choose(scope);
              }}
              placeholder={t("editAccess.add.scope.select")}
            />
          </FormField>
        )}
        <Button iconName="add-plus" disabled={busy} onClick={() => setPicking(true)}>{t("roles.addRoles")}</Button>
      </SpaceBetween>
      {picking && chosen !== undefined && (
        <Loaded query={roles}>
          {(all) => (
            <RolePicker
              scope={scopeName(chosen)}
              catalogue={all}
              context={{ organisation, accountId: chosen || undefined }}
              selected={edit.wanted.filter(({ accountId }) => (accountId ?? "") === chosen).map(({ role }) => role)}
              onAdd={({ id }) => onEdit(addRole(edit, at(id)))}
              onRemove={(id) => onEdit(removeRole(edit, at(id)))}
              onClose={() => setPicking(false)}
            />
          )}
        </Loaded>
      )}
    </>
  );
}
