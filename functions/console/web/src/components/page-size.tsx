import Select from "@cloudscape-design/components/select";
import { pageSizes, usePageSize } from "../hooks/use-page-size.ts";
import { useTexts } from "../texts/index.tsx";

/** Selects how many entries a page has. */
export function PageSize() {
  const { t } = useTexts();
  const [size, setSize] = usePageSize();
  const options = pageSizes.map((one) => ({ value: String(one), label: t("paging.size", { count: one }) }));
  return (
    <Select
      options={options}
      selectedOption={options.find(({ value }) => value === String(size)) ?? null}
      onChange={({ detail }) => setSize(Number(detail.selectedOption.value))}
      ariaLabel={t("paging.size.label")}
    />
  );
}
