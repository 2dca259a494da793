import Select, { type SelectProps } from "@cloudscape-design/components/select";
import { useTexts } from "../texts/index.tsx";

interface NamedSelectProps {
  /** The label of the empty option. Without it there is no empty option. */
  readonly none?: string | undefined;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  /** The id of the selected option; empty for the empty option, undefined if nothing is selected. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly placeholder?: string;
}

/** A select of named things. It has a search field if there are more than ten, and draws only the visible ones if there are many. */
export function NamedSelect({ none, options, selected, onSelect, placeholder }: NamedSelectProps) {
  const { t } = useTexts();
  const entries: readonly SelectProps.Option[] = [...(none === undefined ? [] : [{ value: "", label: none }]), ...options.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <Select
      options={entries}
      selectedOption={entries.find(({ value }) => value === selected) ?? null}
      onChange={({ detail }) => onSelect(detail.selectedOption.value ?? "")}
      filteringType={entries.length > 10 ? "auto" : "none"}
      virtualScroll={entries.length > 100}
      filteringAriaLabel={t("select.search")}
      filteringPlaceholder={t("select.search")}
      noMatch={t("select.noMatch")}
      {...(placeholder !== undefined && { placeholder })}
    />
  );
}
