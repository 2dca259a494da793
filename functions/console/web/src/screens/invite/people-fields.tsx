import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useIntl } from "react-intl";
import { NamedSelect } from "../../components/named-select.tsx";
import { useFieldError } from "../../components/problem-text.tsx";
import { Text, useTexts } from "../../texts/index.tsx";
import { type FieldsProps, needsTable, withEmails } from "./draft.ts";
import { locales } from "./locales.ts";
import { parsePeople } from "./parse-people.ts";
import { PeopleInput } from "./people-input.tsx";
import { PeopleTable } from "./people-table.tsx";

/** Fields for the people, and for the language of the email. */
export function PeopleFields({ draft, onChange, submitted, problem }: FieldsProps) {
  const { t } = useTexts();
  const [typing, setTyping] = useState(false);
  const people = parsePeople(draft.emails, typing);
  const fieldError = useFieldError(problem);
  const half = { colspan: { default: 12, s: 6 } };
  return (
    <SpaceBetween size="m">
      <PeopleInput
        text={draft.emails}
        people={people}
        onChange={(emails) => onChange(withEmails(draft, emails))}
        typing={typing}
        onTyping={setTyping}
        submitted={submitted}
        errorText={fieldError("email")}
      />
      {needsTable(draft, people) ? (
        <PeopleTable draft={draft} people={people} onChange={onChange} />
      ) : (
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

/** Returns the languages of the email, named in the user's language. */
function useLanguages() {
  const { compare } = useTexts();
  const { formatDisplayName } = useIntl();
  return locales.map((id) => ({ id, name: formatDisplayName(id, { type: "language" }) ?? id })).sort((a, b) => compare(a.name, b.name));
}
