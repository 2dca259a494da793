import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import { chooseLanguage, regional } from "./language.ts";

const here = import.meta.dirname;
const languages = readdirSync(here).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
const file = (language: string) => readFileSync(join(here, `${language}.json`), "utf8");
const read = (language: string) => JSON.parse(file(language)) as Record<string, string>;

const source = readdirSync(join(here, ".."), { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test.") && !name.endsWith(".d.ts"))
  .map((name) => readFileSync(join(here, "..", name), "utf8"))
  .concat(readFileSync(join(here, "../../build/noscript.ts"), "utf8"))
  .join("\n");

// The source contains a key as it is, or as a template: `home.type.${type}`.
// The type checker finds keys that do not exist.
it("has no unused text", () => {
  const gapped = [...source.matchAll(/`([a-z][A-Za-z.-]*\.(?:\$\{[^}]+\}|[A-Za-z.-])*)`/g)]
    .map(([, key = ""]) => new RegExp(`^${key.replaceAll(".", "\\.").replaceAll(/\$\{[^}]+\}/g, "[\\w.-]+")}$`));
  const unused = Object.keys(en).filter((key) => !source.includes(`"${key}"`) && !gapped.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});

// The console never gets the problems of the invitee's page and of machine clients.
it("has texts for every problem of the API", () => {
  const document = readFileSync(join(here, "../../../../../shared/api/openapi/openapi.yaml"), "utf8");
  const kinds = new Set([...document.matchAll(/urn:admit:problem:([a-z-]+)/g)].map((match) => match[1] ?? ""));
  const notShown = ["machine-client", "wrong-account", "request-pending", "request-not-needed", "sign-in-required", "unsupported-media-type"];
  const missing = [...kinds].filter((kind) => !(`problem.${kind}.title` in en && `problem.${kind}.detail` in en));
  expect(missing.sort()).toEqual(notShown.sort());
});

it("has texts for the invitee of every problem of an acceptance", () => {
  const document = readFileSync(join(here, "../../../../../shared/api/openapi/openapi.yaml"), "utf8");
  const [, conflicts = ""] = /operationId: acceptMyInvitation$.*?'409':(.*?)'410'/ms.exec(document) ?? [];
  const kinds = [...conflicts.matchAll(/examples\/([a-z-]+)/g)].map(([, kind = ""]) => kind).filter((kind) => kind !== "already-granted");
  expect(kinds).toContain("access-suspended");
  const missing = [...kinds, "invitation-expired", "invitation-revoked", "invitation-declined"].filter((kind) => !(`me.invitations.problem.${kind}.title` in en && `me.invitations.problem.${kind}.detail` in en));
  expect(missing).toEqual([]);
});

describe.each(languages)("%s", (language) => {
  const texts = read(language);

  it("has every text", () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
  });

  // JSON.parse takes the last text of a key without a word.
  it("has every text once", () => {
    expect([...file(language).matchAll(/^ *"([^"]+)":/gm)].map(([, key]) => key)).toEqual(Object.keys(texts));
  });

  it("does not break a line before a punctuation mark", () => {
    expect(Object.values(texts).filter((text) => / [:;?!»]|« /.test(text))).toEqual([]);
  });

  it.each(Object.entries(texts))("%s is a message with the arguments of the English one", (key, text) => {
    expect(text.trim()).not.toBe("");
    expect(values(text, language)).toEqual(values(en[key as keyof typeof en], "en"));
  });
});

/** Returns the names of a message's arguments. */
function values(text: string, language: string): readonly string[] {
  const names = new Set<string>();
  const visit = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    if ("type" in node && "value" in node && typeof node.value === "string" && node.type !== 0) names.add(node.value);
    Object.values(node).forEach(visit);
  };
  visit(new IntlMessageFormat(text, language).getAst());
  return [...names].sort();
}

it("chooses the user's preferred language", () => {
  const there = ["en", "nb", "pt"];
  for (const [wanted, chosen] of [
    [["nb-NO", "en"], "nb"], [["no"], "nb"], [["nn-NO", "en"], "nb"], [["pt-BR"], "pt"], [["sv", "NB"], "nb"], [["sv", "fi"], "en"], [[], "en"], [["en-GB", "nb"], "en"],
  ] as const) {
    expect([wanted, chooseLanguage(wanted, there)]).toEqual([wanted, chosen]);
  }
});

it("formats dates in the user's regional variant", () => {
  for (const [language, wanted, kind] of [
    ["en", ["nb-NO", "en-US"], "en-US"], ["en", ["nb-NO"], "en-GB"], ["de", ["de-AT", "de"], "de-AT"], ["fi", [], "fi"],
  ] as const) {
    expect([language, wanted, regional(language, wanted)]).toEqual([language, wanted, kind]);
  }
});
