import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import { useQuery } from "@tanstack/react-query";
import { catalogue } from "../../api/queries.ts";
import type { OrganisationWithAccounts } from "../../api/shapes.ts";
import { Choice } from "../../parts/choice.tsx";
import { useTyped } from "../../parts/typed.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Filter } from "./query.ts";

interface FiltersProps {
  readonly accounts: OrganisationWithAccounts["accounts"];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** Narrows the list: by the beginning of an address, an account, a role. */
export function Filters({ accounts, filter, onChange }: FiltersProps) {
  const { t, compare } = useTexts();
  const { data: roles } = useQuery(catalogue);
  const [email, setEmail] = useTyped(filter.email, (typed) => onChange({ ...filter, email: typed }));
  const byName = <T extends { readonly name: string }>(list: readonly T[]) => [...list].sort((a, b) => compare(a.name, b.name));
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, s: 4 } }, { colspan: { default: 12, s: 4 } }, { colspan: { default: 12, s: 4 } }]}>
      <FormField label={t("permissions.filter.email")} stretch>
        <Input type="search" value={email} onChange={({ detail }) => setEmail(detail.value)} placeholder={t("permissions.filter.email.example")} clearAriaLabel={t("permissions.filter.clear")} />
      </FormField>
      <FormField label={t("permissions.filter.account")} stretch>
        <Choice none={t("permissions.filter.account.all")} options={byName(accounts)} chosen={filter.account} onChoose={(account) => onChange({ ...filter, account })} />
      </FormField>
      <FormField label={t("permissions.filter.role")} stretch>
        <Choice none={t("permissions.filter.role.all")} options={byName(roles?.all ?? [])} chosen={filter.role} onChoose={(role) => onChange({ ...filter, role })} />
      </FormField>
    </Grid>
  );
}
