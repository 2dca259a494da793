import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Catalogue, OrganisationWithAccounts } from "../../api/types.ts";
import { useFieldError } from "../../components/problem-text.tsx";
import type { GrantContext, RoleOptions } from "../../components/roles/role-options.ts";
import { RolePicker } from "../../components/roles/role-picker.tsx";
import { SelectedRoles } from "../../components/roles/selected-roles.tsx";
import { useScopeName } from "../../hooks/use-scope-name.ts";
import { administers } from "../../lib/capabilities.ts";
import { useTexts } from "../../texts/index.tsx";
import type { FieldsProps } from "./draft.ts";

interface RoleFieldsProps extends FieldsProps {
  readonly catalogue: Catalogue;
  readonly context: GrantContext & { readonly organisation: Pick<OrganisationWithAccounts, "id"> };
  /** The selected roles, checked against the scope. */
  readonly selected: RoleOptions;
  /** Whether a scope is selected. */
  readonly ready: boolean;
}

/** The roles to offer with their ends, and a button that opens the role picker. */
export function RoleFields({ draft, onChange, submitted, problem, catalogue, context, selected, ready }: RoleFieldsProps) {
  const { t } = useTexts();
  const [picking, setPicking] = useState(false);
  const fieldError = useFieldError(problem);
  const scope = useScopeName(context.organisation.id)(context.accountId);
  const remove = (roleId: string) => onChange({ ...draft, roles: draft.roles.filter((one) => one !== roleId) });
  const missing = submitted && selected.available.length === 0;
  return (
    <FormField label={t("invite.roles.label")} description={t("invite.roles.detail")} errorText={missing ? t("invite.roles.missing") : fieldError("roles")} stretch>
      <SpaceBetween size="s">
        {ready && <SelectedRoles selected={selected} ends={draft.ends} scope={scope} onRemove={remove} onEnd={(role, until) => onChange({ ...draft, ends: { ...draft.ends, [role]: until } })} />}
        <div data-missing={missing || undefined}>
          <Button iconName="add-plus" formAction="none" disabled={!ready} disabledReason={t(administers(context.organisation) ? "scope.missing" : "invite.account.missing")} onClick={() => setPicking(true)}>
            {t("roles.addRoles")}
          </Button>
        </div>
      </SpaceBetween>
      {picking && (
        <RolePicker
          catalogue={catalogue}
          context={context}
          scope={scope}
          selected={draft.roles}
          onAdd={({ id }) => onChange({ ...draft, roles: [...draft.roles, id] })}
          onRemove={remove}
          onClose={() => setPicking(false)}
        />
      )}
    </FormField>
  );
}
