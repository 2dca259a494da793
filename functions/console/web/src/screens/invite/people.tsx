import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useIntl } from "react-intl";
import { Choice } from "../../parts/choice.tsx";
import { useWrong } from "../../parts/words.tsx";
import { Text, useTexts } from "../../texts/index.tsx";
import { type Addresses, judge } from "./addresses.ts";
import type { PartProps } from "./form.tsx";
import { locales } from "./locales.ts";

/** Whom to invite, and the language of their mail. One person can be named. */
export function People({ draft, onChange, tried, problem }: PartProps) {
  const { t } = useTexts();
  const [typing, setTyping] = useState(false);
  const addresses = judge(draft.to, typing);
  const { good } = addresses;
  const wrong = useWrong(problem);
  const half = { colspan: { default: 12, s: 6 } };
  return (
    <SpaceBetween size="m">
      <FormField
        label={t("invite.to")}
        description={t("invite.to.detail")}
        constraintText={useCount(addresses)}
        errorText={useWrongWord(addresses, tried && !typing) ?? wrong("email")}
        stretch
      >
        <Textarea
          value={draft.to}
          rows={Math.min(10, Math.max(2, draft.to.split("\n").length + 1))}
          onChange={({ detail }) => {
            setTyping(true);
            onChange({ ...draft, to: detail.value });
          }}
          onBlur={() => setTyping(false)}
          placeholder={t("invite.to.example")}
          spellcheck={false}
          autoComplete={false}
        />
      </FormField>
      {good.length <= 1 && (
        <Grid gridDefinition={[half, half]}>
          {(["firstName", "lastName"] as const).map((field) => (
            <FormField key={field} label={<Optional label={t(`invite.${field}`)} />} errorText={wrong(field)} stretch>
              <Input value={draft[field]} onChange={({ detail }) => onChange({ ...draft, [field]: detail.value })} autoComplete={false} />
            </FormField>
          ))}
        </Grid>
      )}
      <Grid gridDefinition={[half]}>
        <FormField label={<Optional label={t("invite.locale")} />} errorText={wrong("locale")} stretch>
          <Choice none={t("invite.locale.none")} options={useLanguages()} chosen={draft.locale} onChoose={(locale) => onChange({ ...draft, locale })} />
        </FormField>
      </Grid>
    </SpaceBetween>
  );
}

function Optional({ label }: { readonly label: string }) {
  return <Text id="invite.optional" values={{ label, i: (chunks) => <i key="optional">{chunks}</i> }} />;
}

function useWrongWord({ good, wrong }: Addresses, tried: boolean): string | undefined {
  const { t, list } = useTexts();
  if (wrong.length > 0) return t("invite.to.wrong", { count: wrong.length, words: list(shortened(wrong)) });
  return tried && good.length === 0 ? t("invite.to.missing") : undefined;
}

/** How many there are, and which of them stand there more than once: no mistake, but good to know. */
function useCount({ good, twice }: Addresses): string {
  const { t, list } = useTexts();
  if (good.length === 0) return "";
  const count = t("invite.to.count", { count: good.length });
  return twice.length > 0 ? `${count} ${t("invite.to.twice", { count: twice.length, words: list(shortened(twice)) })}` : count;
}

/** So many as one reads. */
function shortened(words: readonly string[]): readonly string[] {
  return words.length > 5 ? [...words.slice(0, 5), "…"] : words;
}

/** The languages of the mail, by their names in the reader's own. */
function useLanguages() {
  const { compare } = useTexts();
  const { formatDisplayName } = useIntl();
  return locales.map((id) => ({ id, name: formatDisplayName(id, { type: "language" }) ?? id })).sort((a, b) => compare(a.name, b.name));
}
