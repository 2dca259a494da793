import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Catalogue, OrganisationWithAccounts } from "../../api/shapes.ts";
import { ChosenRoles } from "../../parts/roles/chosen.tsx";
import type { Giving, Offer } from "../../parts/roles/offer.ts";
import { RolePicker } from "../../parts/roles/picker.tsx";
import { useScopeName } from "../../parts/scope.ts";
import { useWrong } from "../../parts/words.tsx";
import { useTexts } from "../../texts/index.tsx";
import type { PartProps } from "./form.tsx";

interface RolesProps extends PartProps {
  readonly catalogue: Catalogue;
  readonly giving: Giving & { readonly organisation: Pick<OrganisationWithAccounts, "id" | "partner"> };
  /** What was chosen, as it can be given. */
  readonly chosen: Offer;
  /** Whether it is known where they are to be given. */
  readonly ready: boolean;
}

/** What the people are to hold: added from the picker, and taken out one by one. */
export function Roles({ draft, onChange, tried, problem, catalogue, giving, chosen, ready }: RolesProps) {
  const { t } = useTexts();
  const [picking, setPicking] = useState(false);
  const wrong = useWrong(problem);
  const where = useScopeName(giving.organisation.id)(giving.accountId);
  const remove = (roleId: string) => onChange({ ...draft, roles: draft.roles.filter((one) => one !== roleId) });
  const missing = tried && chosen.open.length === 0;
  return (
    <FormField label={t("invite.roles.label")} description={t("invite.roles.detail")} errorText={missing ? t("invite.roles.none") : wrong("roles")} stretch>
      <SpaceBetween size="s">
        {ready && <ChosenRoles chosen={chosen} where={where} onRemove={remove} />}
        <div data-missing={missing || undefined}>
          <Button iconName="add-plus" formAction="none" disabled={!ready} disabledReason={t("invite.account.missing")} onClick={() => setPicking(true)}>
            {t("invite.roles.add")}
          </Button>
        </div>
      </SpaceBetween>
      {picking && (
        <RolePicker
          catalogue={catalogue}
          giving={giving}
          where={where}
          chosen={draft.roles}
          onAdd={({ id }) => onChange({ ...draft, roles: [...draft.roles, id] })}
          onRemove={remove}
          onClose={() => setPicking(false)}
        />
      )}
    </FormField>
  );
}
