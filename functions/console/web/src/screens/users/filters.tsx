import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import type { ReactNode } from "react";
import type { OrganisationWithAccounts } from "../../api/shapes.ts";
import { Choice } from "../../parts/choice.tsx";
import { useTyped } from "../../parts/typed.ts";
import { useTexts } from "../../texts/index.tsx";
import type { Filter } from "./query.ts";

interface FiltersProps {
  readonly accounts: OrganisationWithAccounts["accounts"];
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  /** A filter of the list's own, beside those that all lists have. */
  readonly further?: ReactNode;
}

/** Narrows the list: by the beginning of an address, and an account. */
export function Filters({ accounts, filter, onChange, further }: FiltersProps) {
  const { t, compare } = useTexts();
  const [email, setEmail] = useTyped(filter.email, (typed) => onChange({ ...filter, email: typed }));
  const byName = [...accounts].sort((a, b) => compare(a.name, b.name));
  const third = { colspan: { default: 12, s: 4 } };
  return (
    <Grid gridDefinition={[third, third, third]}>
      <FormField label={t("users.filter.email")} stretch>
        <Input type="search" value={email} onChange={({ detail }) => setEmail(detail.value)} placeholder={t("users.filter.email.example")} clearAriaLabel={t("users.filter.clear")} />
      </FormField>
      <FormField label={t("users.filter.account")} stretch>
        <Choice none={t("users.filter.account.all")} options={byName} chosen={filter.account} onChoose={(account) => onChange({ ...filter, account })} />
      </FormField>
      {further}
    </Grid>
  );
}
