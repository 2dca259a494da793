import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import { useCatalogue } from "../../api/queries.ts";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { NamedSelect } from "../../components/named-select.tsx";
import { useDebouncedInput } from "../../hooks/use-debounced-input.ts";
import { useSearchShortcut } from "../../hooks/use-search-shortcut.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Filter } from "./queries.ts";

interface FiltersProps {
  readonly accounts: OrganisationWithAccounts["accounts"];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** Filters by name or email address, by account and by role. */
export function Filters({ accounts, filter, onChange }: FiltersProps) {
  const { t, compare } = useTexts();
  const { data: roles } = useCatalogue();
  const [search, setSearch] = useDebouncedInput(filter.search, (typed) => onChange({ ...filter, search: typed }));
  const byName = <T extends { readonly name: string }>(list: readonly T[]) => [...list].sort((a, b) => compare(a.name, b.name));
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, s: 4 } }, { colspan: { default: 12, s: 4 } }, { colspan: { default: 12, s: 4 } }]}>
      <FormField label={t("filter.search")} stretch>
        <Input ref={useSearchShortcut()} type="search" value={search} onChange={({ detail }) => setSearch(detail.value)} placeholder={t("filter.search.hint")} clearAriaLabel={t("filter.clear")} />
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
