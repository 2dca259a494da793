import Select, { type SelectProps } from "@cloudscape-design/components/select";
import { useTexts } from "../texts/index.tsx";

interface ChoiceProps {
  /** What the choice of nothing is called; without it something must be chosen. */
  readonly none?: string | undefined;
  readonly options: readonly { readonly id: string; readonly name: string }[];
  /** An id; empty for nothing. */
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly placeholder?: string;
}

/** One of some things that have names. A long list can be searched. */
export function Choice({ none, options, chosen, onChoose, placeholder }: ChoiceProps) {
  const { t } = useTexts();
  const entries: readonly SelectProps.Option[] = [...(none === undefined ? [] : [{ value: "", label: none }]), ...options.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <Select
      options={entries}
      selectedOption={entries.find(({ value }) => value === chosen) ?? null}
      onChange={({ detail }) => onChoose(detail.selectedOption.value ?? "")}
      filteringType={entries.length > 10 ? "auto" : "none"}
      filteringAriaLabel={t("choice.find")}
      filteringPlaceholder={t("choice.find")}
      noMatch={t("choice.none")}
      {...(placeholder !== undefined && { placeholder })}
    />
  );
}
