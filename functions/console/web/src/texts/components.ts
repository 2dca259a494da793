// Texts inside Cloudscape's components, mostly for screen readers. Cloudscape ships them in
// some languages; components/ has them for the others.

import type { I18nProviderProps } from "@cloudscape-design/components/i18n";
import { fallback } from "./language.ts";

export interface ComponentTexts {
  readonly locale: string;
  /** Later entries take precedence. */
  readonly messages: readonly I18nProviderProps.Messages[];
}

/** Texts by component and key. */
type OwnTexts = Record<string, Record<string, string>>;

const cloudscapeFiles = import.meta.glob<I18nProviderProps.Messages>(
  ["/node_modules/@cloudscape-design/components/i18n/messages/all.*.js", "!**/all.all.js"],
  { import: "default" },
);
const ownFiles = import.meta.glob<OwnTexts>("./components/*.json", { import: "default" });

export async function loadComponentTexts(language: string): Promise<ComponentTexts> {
  const [locale = fallback, load] = findCloudscapeFile(language) ?? findCloudscapeFile(fallback) ?? [];
  const messages = load ? [await load()] : [];
  const own = await ownFiles[`./components/${language}.json`]?.();
  return { locale, messages: own ? [...messages, inCloudscapeFormat(messages, locale, own)] : messages };
}

/** Returns Cloudscape's texts in a language, or in a regional variant: its only Portuguese is pt-BR. */
function findCloudscapeFile(language: string) {
  const all = Object.entries(cloudscapeFiles).map(([name, load]) => [/all\.(.*)\.js$/.exec(name)?.[1] ?? "", load] as const);
  return all.find(([locale]) => locale === language) ?? all.find(([locale]) => locale.startsWith(`${language}-`));
}

/** Wraps our texts in Cloudscape's format and under its fallback locale, so that missing keys fall back to it. */
function inCloudscapeFormat(messages: readonly I18nProviderProps.Messages[], locale: string, own: OwnTexts): I18nProviderProps.Messages {
  const namespaces = messages.flatMap((one) => Object.keys(one));
  return Object.fromEntries(namespaces.map((namespace) => [namespace, { [locale]: own }]));
}
