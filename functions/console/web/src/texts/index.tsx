// All texts of the console. A new language is a new file here; no other file names it.

import { I18nProvider } from "@cloudscape-design/components/i18n";
import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from "react";
import { FormattedMessage, IntlProvider, useIntl } from "react-intl";
import { type ComponentTexts, loadComponentTexts } from "./components.ts";
import en from "./en.json";
import { chooseLanguage, chosenLanguage, fallback, keepLanguage, regional } from "./language.ts";

export type TextKey = keyof typeof en;
type Value = string | number | boolean | undefined;
type Part = ReactNode | ((chunks: ReactNode[]) => ReactNode);

export interface Texts {
  readonly language: string;
  readonly messages: Record<string, string>;
  readonly components: ComponentTexts;
}

const files = import.meta.glob<Record<string, string>>(["./*.json", "!./en.json"], { import: "default" });

/** The available languages. */
export const languages = [fallback, ...Object.keys(files).map((name) => name.slice(2, -".json".length))];

/** Loads the texts in the chosen language or the best match of the browser's languages. It falls back to English on failure. */
export function loadTexts(): Promise<Texts> {
  return readTexts(chosenLanguage()).catch(() => ({ language: fallback, messages: en, components: { locale: fallback, messages: [] } }));
}

/** Loads the texts in a language; null for the browser's. */
async function readTexts(chosen: string | null): Promise<Texts> {
  const language = chooseLanguage(chosen ? [chosen] : navigator.languages, languages);
  const [messages, components] = await Promise.all([files[`./${language}.json`]?.() ?? en, loadComponentTexts(language)]);
  return { language, messages, components };
}

const LanguageContext = createContext<(language: string | null) => Promise<void>>(() => Promise.resolve());

export function TextsProvider({ texts: first, children }: { readonly texts: Texts; readonly children: ReactNode }) {
  const [texts, setTexts] = useState(first);
  const choices = useRef(0);
  const choose = async (language: string | null) => {
    const choice = ++choices.current;
    const chosen = await readTexts(language);
    if (choice !== choices.current) return; // another language was chosen in the meantime
    setTexts(chosen);
    keepLanguage(language);
  };
  useEffect(() => {
    document.documentElement.lang = texts.language;
  }, [texts.language]);
  return (
    <LanguageContext value={choose}>
      <IntlProvider locale={regional(texts.language, navigator.languages)} messages={texts.messages}>
        <I18nProvider locale={texts.components.locale} messages={texts.components.messages}>
          {children}
        </I18nProvider>
      </IntlProvider>
    </LanguageContext>
  );
}

/** Returns a function that switches the language; null for the browser's. The screen keeps its state. It rejects if the texts cannot be loaded. */
export function useChooseLanguage(): (language: string | null) => Promise<void> {
  return use(LanguageContext);
}

/** A text with elements inside: `<Text id="…" values={{ b: (chunks) => <b>{chunks}</b> }} />`. */
export function Text({ id, values }: { readonly id: TextKey; readonly values?: Record<string, Part> }) {
  return <FormattedMessage id={id} values={values} />;
}

/** Returns the language, and formatters: `t("key", { name })` is a text, `has("key")` tells whether there is one, `time(…)` is a local time, `exact(…)` the same to the second. */
export function useTexts() {
  const intl = useIntl();
  return useMemo(
    () => ({
      language: intl.locale,
      t: (id: TextKey, values?: Record<string, Value>): string => intl.formatMessage({ id }, values),
      has: (id: string): id is TextKey => Object.hasOwn(intl.messages, id),
      time: (moment: string | Date) => intl.formatDate(moment, { dateStyle: "medium", timeStyle: "short" }),
      exact: (moment: string | Date) => intl.formatDate(moment, { dateStyle: "long", timeStyle: "long" }),
      day: (moment: string | Date) => intl.formatDate(moment, { dateStyle: "full" }),
      clock: (moment: string | Date) => intl.formatTime(moment, { timeStyle: "short" }),
      list: (items: readonly string[]) => intl.formatList(items),
      compare: new Intl.Collator(intl.locale, { sensitivity: "base", numeric: true }).compare,
    }),
    [intl],
  );
}
