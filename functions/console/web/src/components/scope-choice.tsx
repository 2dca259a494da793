import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import type { Organisation } from "../api/types.ts";
import { useScopeName } from "../hooks/use-scope-name.ts";
import { useTexts } from "../texts/index.tsx";

interface ScopeChoiceProps {
  readonly label: string;
  /** The ids of accounts, and undefined for everything in the organisation. */
  readonly scopes: readonly (string | undefined)[];
  readonly organisation: Pick<Organisation, "id" | "name">;
  readonly chosen: string | undefined;
  readonly onChoose: (account: string | undefined) => void;
}

/** Selects the scope whose access is removed, if there is a choice. */
export function ScopeChoice({ label, scopes, organisation, chosen, onChoose }: ScopeChoiceProps) {
  const { t } = useTexts();
  const scopeName = useScopeName(organisation.id);
  if (scopes.length < 2) return null;
  return (
    <FormField label={label}>
      <RadioGroup
        value={chosen ?? ""}
        onChange={({ detail }) => onChoose(detail.value || undefined)}
        items={scopes.map((account) => ({
          value: account ?? "",
          label: account ? t("removeAccess.scope.account", { account: scopeName(account) }) : t("removeAccess.scope.whole", { organisation: organisation.name }),
        }))}
      />
    </FormField>
  );
}
