import { expect, it } from "vitest";
import { administered, administeredAt } from "../../lib/capabilities.test-data.ts";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { type Draft, emptyDraft, hasInput, namedPeople, needsTable, selectedAccount, toRows, withEmails, withRows } from "./draft.ts";
import { parsePeople } from "./parse-people.ts";

const ada = { ...emptyDraft, firstName: " Ada", lastName: "Lovelace ", locale: "nb" };

it("returns a row for each person, with the names that are known", () => {
  const rows = (draft: Draft) => toRows(draft, namedPeople(draft, parsePeople(draft.emails).valid), "shop", ["developer"]);
  const common = { accountId: "shop", locale: "nb", roles: ["developer"] };
  const typed = { email: "ada@example.com", firstName: "Ada", lastName: "Lovelace", ...common };
  expect(rows({ ...ada, emails: "ada@example.com" })).toEqual([typed]);
  const two = { ...ada, emails: "ada@example.com, Roe, Jane <eve@example.com>" };
  expect(rows(two)).toEqual([typed, { email: "eve@example.com", firstName: "Jane", lastName: "Roe", ...common }]);
  const edited = { ...two, names: { "eve@example.com": { firstName: "Eve ", lastName: "" } } };
  expect(rows(edited)).toEqual([typed, { email: "eve@example.com", firstName: "Eve", ...common }]);
  expect(rows(withRows(edited, rows(edited)))).toEqual(rows(edited));
  expect(rows(withRows(edited, rows(edited).slice(1)))).toEqual(rows(edited).slice(1));
});

it("gives a typed name to nobody else", () => {
  const read = (...texts: string[]) => {
    const draft = texts.reduce(withEmails, ada);
    return namedPeople(draft, parsePeople(draft.emails).valid).map(({ email, firstName }) => `${firstName.trim()} <${email}>`);
  };
  expect(read("ada@example.com", "ada@example.com, bo@example.com")).toEqual(["Ada <ada@example.com>", " <bo@example.com>"]);
  expect(read("ada@example.com, bo@example.com", "bo@example.com")).toEqual([" <bo@example.com>"]);
  expect(read("ada@example.com, bo@example.com", "bo@example.com", "bo@example.com, Ada@example.com")).toEqual([" <bo@example.com>", "Ada <Ada@example.com>"]);
  expect(read("ada@example.com", "bo@example.com, ada@example.com")).toEqual([" <bo@example.com>", "Ada <ada@example.com>"]);
  expect(read("ada@example.com", "bo@example.com, eve@example.com")).toEqual([" <bo@example.com>", " <eve@example.com>"]);
  expect(read("ada@example.com", "", "bo@example.com")).toEqual([" <bo@example.com>"]);
  expect(read("ada@example.co", "ada@example.", "ada@example.com")).toEqual(["Ada <ada@example.com>"]);
});

it("needs a table for names that fields cannot show", () => {
  const needs = (emails: string, names = {}) => needsTable({ ...emptyDraft, names }, parsePeople(emails));
  expect([needs(""), needs("ada@example.com"), needs("nobody")]).toEqual([false, false, false]);
  expect([needs("Ada <ada@example.com>"), needs("ada@example.com nobody"), needs("ada@example.com", { "ada@example.com": { firstName: "Ada" } })]).toEqual([true, true, true]);
});

it("has input when something would be lost", () => {
  expect(hasInput(emptyDraft)).toBe(false);
  expect(hasInput({ ...emptyDraft, emails: " \n", locale: "nb", accountId: "shop" })).toBe(false);
  for (const part of [{ emails: "a" }, { firstName: "a" }, { lastName: "a" }, { roles: ["a"] }]) expect(hasInput({ ...emptyDraft, ...part })).toBe(true);
});

it("returns the selected account", () => {
  const whole = administered();
  const of = (accountId: string | undefined, organisation: OrganisationWithAccounts) => selectedAccount({ ...emptyDraft, accountId }, organisation);
  expect(of("", whole)).toBe("");
  expect(of("shop", whole)).toBe("shop");
  expect(of("of another organisation", whole)).toBeUndefined();
  expect(of(undefined, whole)).toBeUndefined();
  expect(of(undefined, { ...whole, accounts: [] })).toBe("");
  expect(of(undefined, administeredAt("shop"))).toBe("shop");
  expect(of("depot", administeredAt("shop"))).toBe("shop");
  expect(of("", administeredAt("shop", "depot"))).toBeUndefined();
  expect(of("depot", administeredAt("shop", "depot"))).toBe("depot");
});
