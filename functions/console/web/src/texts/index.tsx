// Every word that the console shows. A further language is a further file here;
// nothing else names it.

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

/** The languages that there are texts for. */
export const languages = [fallback, ...Object.keys(files).map((name) => name.slice(2, -".json".length))];

/** The texts in the language that the reader chose here, or likes best as the browser says; in English where they cannot be had. */
export function loadTexts(): Promise<Texts> {
  return readTexts(chosenLanguage()).catch(() => ({ language: fallback, messages: en, components: { locale: fallback, messages: [] } }));
}

/** The texts in a language; with null, in the browser's. */
async function readTexts(chosen: string | null): Promise<Texts> {
  const language = chooseLanguage(chosen ? [chosen] : navigator.languages, languages);
  const [messages, components] = await Promise.all([files[`./${language}.json`]?.() ?? en, loadComponentTexts(language)]);
  return { language, messages, components };
}

const Choosing = createContext<(language: string | null) => Promise<void>>(() => Promise.resolve());

export function TextsProvider({ texts: first, children }: { readonly texts: Texts; readonly children: ReactNode }) {
  const [texts, setTexts] = useState(first);
  const choices = useRef(0);
  const choose = async (language: string | null) => {
    const choice = ++choices.current;
    const chosen = await readTexts(language);
    if (choice !== choices.current) return; // another was chosen meanwhile
    setTexts(chosen);
    keepLanguage(language);
  };
  useEffect(() => {
    document.documentElement.lang = texts.language;
  }, [texts.language]);
  return (
    <Choosing value={choose}>
      <IntlProvider locale={regional(texts.language, navigator.languages)} messages={texts.messages}>
        <I18nProvider locale={texts.components.locale} messages={texts.components.messages}>
          {children}
        </I18nProvider>
      </IntlProvider>
    </Choosing>
  );
}

/** Chooses a language; with null, the browser's. Nothing on the screen is lost. It fails where the texts cannot be had. */
export function useChooseLanguage(): (language: string | null) => Promise<void> {
  return use(Choosing);
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
      t: (id: TextKey, values?: Record<string, Value>): string => intl.formatMessage({ id }, values),
      has: (id: string): id is TextKey => Object.hasOwn(intl.messages, id),
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
