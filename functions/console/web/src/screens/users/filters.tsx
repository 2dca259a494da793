import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import type { ReactNode } from "react";
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
  /** A filter that only this list has. */
  readonly additional?: ReactNode;
}

/** Filters by name or email address and by account. */
export function Filters({ accounts, filter, onChange, additional }: FiltersProps) {
  const { t, compare } = useTexts();
  const [search, setSearch] = useDebouncedInput(filter.search, (typed) => onChange({ ...filter, search: typed }));
  const byName = [...accounts].sort((a, b) => compare(a.name, b.name));
  const third = { colspan: { default: 12, s: 4 } };
  return (
    <Grid gridDefinition={[third, third, third]}>
      <FormField label={t("filter.search")} stretch>
        <Input ref={useSearchShortcut()} type="search" value={search} onChange={({ detail }) => setSearch(detail.value)} placeholder={t("filter.search.hint")} clearAriaLabel={t("filter.clear")} />
      </FormField>
      <FormField label={t("filter.account")} stretch>
        <NamedSelect none={t("filter.account.all")} options={byName} selected={filter.account} onSelect={(account) => onChange({ ...filter, account })} />
      </FormField>
      {additional}
    </Grid>
  );
}
