// Every word that the console shows. A further language is a further file here;
// nothing else names it.

import { I18nProvider, type I18nProviderProps } from "@cloudscape-design/components/i18n";
import { type ReactNode, useMemo } from "react";
import { FormattedMessage, IntlProvider, useIntl } from "react-intl";
import type en from "./en.json";
import { chooseLanguage, fallback } from "./language.ts";

export type TextKey = keyof typeof en;
type Value = string | number | boolean | undefined;
type Part = ReactNode | ((chunks: ReactNode[]) => ReactNode);

export interface Texts {
  readonly language: string;
  readonly messages: Record<string, string>;
  /** Cloudscape's own words. Where it does not know the language they are English. */
  readonly components: readonly I18nProviderProps.Messages[];
}

const files = import.meta.glob<Record<string, string>>("./*.json", { import: "default" });
const componentFiles = import.meta.glob<I18nProviderProps.Messages>(
  ["/node_modules/@cloudscape-design/components/i18n/messages/all.*.js", "!**/all.all.js"],
  { import: "default" },
);

export async function loadTexts(wanted: readonly string[] = navigator.languages): Promise<Texts> {
  const there = Object.keys(files).map((name) => name.slice(2, -".json".length));
  const language = chooseLanguage(wanted, there);
  const [messages, components] = await Promise.all([files[`./${language}.json`]?.() ?? {}, componentTexts(language)]);
  document.documentElement.lang = language;
  return { language, messages, components };
}

async function componentTexts(language: string): Promise<readonly I18nProviderProps.Messages[]> {
  const file = (one: string) => Object.entries(componentFiles).find(([name]) => name.endsWith(`/all.${one}.js`))?.[1];
  const load = file(language) ?? file(fallback);
  return load ? [await load()] : [];
}

export function TextsProvider({ texts, children }: { readonly texts: Texts; readonly children: ReactNode }) {
  return (
    <IntlProvider locale={texts.language} messages={texts.messages}>
      <I18nProvider locale={texts.language} messages={texts.components}>
        {children}
      </I18nProvider>
    </IntlProvider>
  );
}

/** A text with parts that are no mere words: `<Text id="…" values={{ b: (chunks) => <b>{chunks}</b> }} />`. */
export function Text({ id, values }: { readonly id: TextKey; readonly values?: Record<string, Part> }) {
  return <FormattedMessage id={id} values={values} />;
}

/** `t("key", { name })` is a text, where `has("key")`; `time(…)` a moment in the reader's own zone, `exact(…)` the same to the second. */
export function useTexts() {
  const intl = useIntl();
  return useMemo(
    () => ({
      has: (id: string): id is TextKey => Object.hasOwn(intl.messages, id),
      t: (id: TextKey, values?: Record<string, Value>): string => intl.formatMessage({ id }, values),
      time: (moment: string | Date) => intl.formatDate(moment, { dateStyle: "medium", timeStyle: "short" }),
      exact: (moment: string | Date) => intl.formatDate(moment, { dateStyle: "long", timeStyle: "long" }),
      day: (moment: string | Date) => intl.formatDate(moment, { dateStyle: "full" }),
      clock: (moment: string | Date) => intl.formatTime(moment, { timeStyle: "short" }),
      list: (words: readonly string[]) => intl.formatList(words),
      compare: new Intl.Collator(intl.locale, { sensitivity: "base", numeric: true }).compare,
    }),
    [intl],
  );
}
