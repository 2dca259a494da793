import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import { useQuery } from "@tanstack/react-query";
import { catalogue } from "../../api/queries.ts";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { NamedSelect } from "../../components/named-select.tsx";
import { useDebouncedInput } from "../../hooks/use-debounced-input.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Filter } from "./queries.ts";

interface FiltersProps {
  readonly accounts: OrganisationWithAccounts["accounts"];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** Filters by the start of the email address, by account and by role. */
export function Filters({ accounts, filter, onChange }: FiltersProps) {
  const { t, compare } = useTexts();
  const { data: roles } = useQuery(catalogue);
  const [email, setEmail] = useDebouncedInput(filter.email, (typed) => onChange({ ...filter, email: typed }));
  const byName = <T extends { readonly name: string }>(list: readonly T[]) => [...list].sort((a, b) => compare(a.name, b.name));
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, s: 4 } }, { colspan: { default: 12, s: 4 } }, { colspan: { default: 12, s: 4 } }]}>
      <FormField label={t("filter.email")} stretch>
        <Input type="search" value={email} onChange={({ detail }) => setEmail(detail.value)} placeholder={t("filter.email.example")} clearAriaLabel={t("filter.clear")} />
      </FormField>
      <FormField label={t("filter.account")} stretch>
        <NamedSelect none={t("filter.account.all")} options={byName(accounts)} selected={filter.account} onSelect={(account) => onChange({ ...filter, account })} />
      </FormField>
      <FormField label={t("members.filter.role")} stretch>
        <NamedSelect none={t("members.filter.role.all")} options={byName(roles?.all ?? [])} selected={filter.role} onSelect={(role) => onChange({ ...filter, role })} />
      </FormField>
    </Grid>
  );
}
