import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { DayInput } from "../../components/day-input.tsx";
import { MemberSelect } from "../../components/member-select.tsx";
import { NamedSelect } from "../../components/named-select.tsx";
import { administeredAccounts } from "../../lib/capabilities.ts";
import { useTexts } from "../../texts/index.tsx";
import { categories, type Category } from "./event-summary.ts";
import { type Filter, isNarrowed } from "./filter.ts";

interface FiltersProps {
  readonly organisation: OrganisationWithAccounts;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** Filters by kind, person, account and time. */
export function Filters({ organisation, filter, onChange }: FiltersProps) {
  const { t, compare } = useTexts();
  const quarter = { colspan: { default: 12, xs: 6, m: 3 } };
  const day = (field: "from" | "to") => (
    <FormField label={t(`auditLog.filter.${field}`)} controlId={`audit-log-${field}`} stretch>
      <DayInput id={`audit-log-${field}`} day={filter[field]} onChange={(typed) => onChange(inOrder({ ...filter, [field]: typed }, field))} />
    </FormField>
  );
  return (
    <SpaceBetween size="s">
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <SegmentedControl
          label={t("auditLog.filter")}
          options={(["all", ...categories] as const).map((one) => ({ id: one, text: t(`auditLog.category.${one}`) }))}
          selectedId={filter.category || "all"}
          onChange={({ detail }) => onChange({ ...filter, category: detail.selectedId === "all" ? "" : (detail.selectedId as Category) })}
        />
        {isNarrowed(filter) && <Button variant="inline-link" onClick={() => onChange({ category: "", person: "", account: "", from: "", to: "" })}>{t("auditLog.filter.clear")}</Button>}
      </SpaceBetween>
      <Grid gridDefinition={[quarter, quarter, quarter, quarter]}>
        <FormField label={t("auditLog.filter.person")} stretch>
          <MemberSelect none={t("auditLog.filter.person.all")} organisationId={organisation.id} selected={filter.person} onSelect={(person) => onChange({ ...filter, person })} />
        </FormField>
        <FormField label={t("filter.account")} stretch>
          <NamedSelect
            none={t("filter.account.all")}
            options={[...administeredAccounts(organisation)].sort((a, b) => compare(a.name, b.name))}
            selected={filter.account}
            onSelect={(account) => onChange({ ...filter, account })}
          />
        </FormField>
        {day("from")}
        {day("to")}
      </Grid>
    </SpaceBetween>
  );
}

/** Moves the other day along, if a day was set beyond it. */
function inOrder(filter: Filter, changed: "from" | "to"): Filter {
  const { from, to } = filter;
  return from && to && from > to ? { ...filter, from: filter[changed], to: filter[changed] } : filter;
}
