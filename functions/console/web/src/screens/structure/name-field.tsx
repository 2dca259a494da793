import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import type { ReactNode } from "react";
import { useTexts } from "../../texts/index.tsx";

interface NameFieldProps {
  readonly value: string;
  readonly description?: string;
  /** Whether the user tried to go on without a name. */
  readonly missing: boolean;
  /** What the server says of the name. */
  readonly error: ReactNode;
  readonly onChange: (value: string) => void;
}

/** The name of an organisation or an account. */
export function NameField({ value, description, missing, error, onChange }: NameFieldProps) {
  const { t } = useTexts();
  return (
    <FormField label={t("structure.create.name")} description={description} errorText={missing ? t("structure.create.name.missing") : error}>
      <Input value={value} ariaRequired onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}
