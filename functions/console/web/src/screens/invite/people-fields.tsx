import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useIntl } from "react-intl";
import { NamedSelect } from "../../components/named-select.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { Text, useTexts } from "../../texts/index.tsx";
import { type Addresses, parseAddresses } from "./addresses.ts";
import type { FieldsProps } from "./draft.ts";
import { locales } from "./locales.ts";

/** Fields for the addresses, the name of a single invitee and the language of the email. */
export function PeopleFields({ draft, onChange, submitted, problem }: FieldsProps) {
  const { t } = useTexts();
  const [typing, setTyping] = useState(false);
  const addresses = parseAddresses(draft.emails, typing);
  const { valid } = addresses;
  const fieldError = useFieldError(problem);
  const half = { colspan: { default: 12, s: 6 } };
  return (
    <SpaceBetween size="m">
      <FormField
        label={t("invite.emails")}
        description={t("invite.emails.detail")}
        constraintText={useAddressCount(addresses)}
        errorText={useAddressError(addresses, submitted && !typing) ?? fieldError("email")}
        stretch
      >
        <Textarea
          value={draft.emails}
          rows={Math.min(10, Math.max(2, draft.emails.split("\n").length + 1))}
          onChange={({ detail }) => {
            setTyping(true);
            onChange({ ...draft, emails: detail.value });
          }}
          onBlur={() => setTyping(false)}
          placeholder={t("invite.emails.example")}
          spellcheck={false}
          autoComplete={false}
        />
      </FormField>
      {valid.length <= 1 && (
        <Grid gridDefinition={[half, half]}>
          {(["firstName", "lastName"] as const).map((field) => (
            <FormField key={field} label={<Optional label={t(`invite.${field}`)} />} errorText={fieldError(field)} stretch>
              <Input value={draft[field]} onChange={({ detail }) => onChange({ ...draft, [field]: detail.value })} autoComplete={false} />
            </FormField>
          ))}
        </Grid>
      )}
      <Grid gridDefinition={[half]}>
        <FormField label={<Optional label={t("invite.locale")} />} errorText={fieldError("locale")} stretch>
          <NamedSelect none={t("invite.locale.default")} options={useLanguages()} selected={draft.locale} onSelect={(locale) => onChange({ ...draft, locale })} />
        </FormField>
      </Grid>
    </SpaceBetween>
  );
}

function Optional({ label }: { readonly label: string }) {
  return <Text id="invite.optional" values={{ label, i: (chunks) => <i key="optional">{chunks}</i> }} />;
}

function useAddressError({ valid, invalid }: Addresses, submitted: boolean): string | undefined {
  const { t, list } = useTexts();
  if (invalid.length > 0) return t("invite.emails.invalid", { count: invalid.length, addresses: list(shortened(invalid)) });
  return submitted && valid.length === 0 ? t("invite.emails.missing") : undefined;
}

/** Returns the number of addresses and the duplicates. Duplicates are not an error. */
function useAddressCount({ valid, duplicates }: Addresses): string {
  const { t, list } = useTexts();
  if (valid.length === 0) return "";
  const count = t("invite.emails.count", { count: valid.length });
  return duplicates.length > 0 ? `${count} ${t("invite.emails.duplicates", { count: duplicates.length, addresses: list(shortened(duplicates)) })}` : count;
}

/** Limits a list to five entries. */
function shortened(addresses: readonly string[]): readonly string[] {
  return addresses.length > 5 ? [...addresses.slice(0, 5), "…"] : addresses;
}

/** Returns the languages of the email, named in the user's language. */
function useLanguages() {
  const { compare } = useTexts();
  const { formatDisplayName } = useIntl();
  return locales.map((id) => ({ id, name: formatDisplayName(id, { type: "language" }) ?? id })).sort((a, b) => compare(a.name, b.name));
}
