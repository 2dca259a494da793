import { expect, it } from "vitest";
import { administered, administeredAt } from "../../lib/capabilities.test-data.ts";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { selectedAccount, emptyDraft, hasInput, toRows } from "./draft.ts";

const ada = { ...emptyDraft, firstName: " Ada", lastName: "Lovelace ", locale: "nb" };

it("returns a row for each address, with names for a single one only", () => {
  expect(toRows(ada, ["ada@example.com"], "shop", ["developer"])).toEqual([
    { email: "ada@example.com", firstName: "Ada", lastName: "Lovelace", accountId: "shop", locale: "nb", roles: ["developer"] },
  ]);
  expect(toRows(ada, ["ada@example.com", "eve@example.com"], "", ["developer"])).toEqual([
    { email: "ada@example.com", locale: "nb", roles: ["developer"] },
    { email: "eve@example.com", locale: "nb", roles: ["developer"] },
  ]);
});

it("has input when something would be lost", () => {
  expect(hasInput(emptyDraft)).toBe(false);
  expect(hasInput({ ...emptyDraft, emails: " \n", locale: "nb", accountId: "shop" })).toBe(false);
  for (const part of [{ emails: "a" }, { firstName: "a" }, { lastName: "a" }, { roles: ["a"] }]) expect(hasInput({ ...emptyDraft, ...part })).toBe(true);
});

it("returns the selected account", () => {
  const whole = administered();
  const of = (accountId: string, organisation: OrganisationWithAccounts) => selectedAccount({ ...emptyDraft, accountId }, organisation);
  expect(of("", whole)).toBe("");
  expect(of("shop", whole)).toBe("shop");
  expect(of("of another organisation", whole)).toBe("");
  expect(of("", administeredAt("shop"))).toBe("shop");
  expect(of("depot", administeredAt("shop"))).toBe("shop");
  expect(of("", administeredAt("shop", "depot"))).toBeUndefined();
  expect(of("depot", administeredAt("shop", "depot"))).toBe("depot");
});
