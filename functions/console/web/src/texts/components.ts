// The words that Cloudscape's components have themselves, mostly for screen readers.
// It brings them in some languages; components/ has them in the others.

import type { I18nProviderProps } from "@cloudscape-design/components/i18n";
import { fallback } from "./language.ts";

export interface ComponentTexts {
  readonly locale: string;
  /** What comes later counts more. */
  readonly messages: readonly I18nProviderProps.Messages[];
}

/** By component and key. */
type Words = Record<string, Record<string, string>>;

const theirs = import.meta.glob<I18nProviderProps.Messages>(
  ["/node_modules/@cloudscape-design/components/i18n/messages/all.*.js", "!**/all.all.js"],
  { import: "default" },
);
const ours = import.meta.glob<Words>("./components/*.json", { import: "default" });

export async function loadComponentTexts(language: string): Promise<ComponentTexts> {
  const [locale = fallback, load] = theirIn(language) ?? theirIn(fallback) ?? [];
  const messages = load ? [await load()] : [];
  const own = await ours[`./components/${language}.json`]?.();
  return { locale, messages: own ? [...messages, inTheirShape(messages, locale, own)] : messages };
}

/** Cloudscape's texts in a language, or in a region's kind of it: its Portuguese is that of Brazil. */
function theirIn(language: string) {
  const all = Object.entries(theirs).map(([name, load]) => [/all\.(.*)\.js$/.exec(name)?.[1] ?? "", load] as const);
  return all.find(([locale]) => locale === language) ?? all.find(([locale]) => locale.startsWith(`${language}-`));
}

/** Stands in the place of theirs, so that what ours lack is said in their fallback. */
function inTheirShape(messages: readonly I18nProviderProps.Messages[], locale: string, own: Words): I18nProviderProps.Messages {
  const namespaces = messages.flatMap((one) => Object.keys(one));
  return Object.fromEntries(namespaces.map((namespace) => [namespace, { [locale]: own }]));
}
