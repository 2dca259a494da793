import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { catalogue } from "../../api/queries.ts";
import type { OrganisationWithAccounts } from "../../api/shapes.ts";
import { type Authority, invitableScopes } from "../../authority.ts";
import { Choice } from "../../parts/choice.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { RolePicker } from "../../parts/roles/picker.tsx";
import { useScopeName } from "../../parts/scope.ts";
import { useTexts } from "../../texts/index.tsx";
import { add, type Edit, take } from "./edit.ts";

interface AddRolesProps {
  readonly edit: Edit;
  readonly onEdit: (edit: Edit) => void;
  readonly organisation: OrganisationWithAccounts;
  readonly authority: Authority;
  readonly busy: boolean;
}

/** Adds roles: first where they are to hold, then which. */
export function AddRoles({ edit, onEdit, organisation, authority, busy }: AddRolesProps) {
  const { t } = useTexts();
  const roles = useQuery(catalogue);
  const scopeName = useScopeName(organisation.id);
  const [picking, setPicking] = useState(false);
  const { whole, accounts } = invitableScopes(authority, organisation);
  const scopes = [...(whole ? [""] : []), ...accounts.map(({ id }) => id)].map((id) => ({ id, name: scopeName(id) }));
  const [chosen, choose] = useState(scopes[0]?.id ?? "");
  const at = (role: string) => (chosen ? { role, accountId: chosen } : { role });
  return (
    <>
      <SpaceBetween size="xs">
        {scopes.length > 1 && (
          <FormField label={t("permission.add.where")}>
            <Choice options={scopes} chosen={chosen} onChoose={choose} />
          </FormField>
        )}
        <Button iconName="add-plus" disabled={busy} onClick={() => setPicking(true)}>{t("permission.add")}</Button>
      </SpaceBetween>
      {picking && (
        <Loaded query={roles}>
          {(all) => (
            <RolePicker
              where={scopeName(chosen)}
              catalogue={all}
              giving={{ authority, organisation, accountId: chosen || undefined }}
              chosen={edit.wanted.filter(({ accountId }) => (accountId ?? "") === chosen).map(({ role }) => role)}
              onAdd={({ id }) => onEdit(add(edit, at(id)))}
              onRemove={(id) => onEdit(take(edit, at(id)))}
              onClose={() => setPicking(false)}
            />
          )}
        </Loaded>
      )}
    </>
  );
}
