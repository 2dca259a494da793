import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Words<Text> = Record<string, Record<string, Text>>;
type Formatted = readonly { readonly type: number; readonly value: string }[];

const here = import.meta.dirname;
const theirs = join(here, "../../node_modules/@cloudscape-design/components/i18n/messages");
const languagesIn = (directory: string, pattern: RegExp) => readdirSync(directory).flatMap((name) => pattern.exec(name)?.[1] ?? []);
const readOurs = (language: string) => JSON.parse(readFileSync(join(here, "components", `${language}.json`), "utf8")) as Words<string>;
const keys = (words: Words<unknown>) => Object.entries(words).flatMap(([component, texts]) => Object.keys(texts).map((key) => `${component} ${key}`)).sort();

const missing = languagesIn(here, /^(.*)\.json$/).filter((language) => !languagesIn(theirs, /^all\.([a-z]+).*\.json$/).includes(language));

it("exist for the languages that Cloudscape lacks", () => {
  expect(languagesIn(join(here, "components"), /^(.*)\.json$/).sort()).toEqual(missing.sort());
});

describe.each(missing)("%s", (language) => {
  const english = Object.values(JSON.parse(readFileSync(join(theirs, "all.en.json"), "utf8")) as Record<string, { readonly en: Words<Formatted> }>)[0]?.en ?? {};
  const ours = readOurs(language);

  it("has the same keys as the other languages", () => {
    expect(keys(ours)).toEqual(keys(readOurs(missing[0] ?? "")));
  });

  it.each(keys(ours))("%s is a key of Cloudscape's, with the same arguments", (name) => {
    const [component = "", key = ""] = name.split(" ");
    const values = english[component]?.[key]?.filter(({ type }) => type === 1).map(({ value }) => value);
    expect(ours[component]?.[key]?.match(/(?<=\{)\w+(?=\})/g) ?? []).toEqual(values);
  });
});
