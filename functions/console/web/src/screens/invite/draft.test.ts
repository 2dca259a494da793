import { expect, it } from "vitest";
import type { Authority } from "../../authority.ts";
import { accountOf, blank, isBegun, rowsOf } from "./draft.ts";

const ada = { ...blank, firstName: " Ada", lastName: "Lovelace ", locale: "nb" };

it("makes a row for each address, and gives names to one person only", () => {
  expect(rowsOf(ada, ["ada@example.com"], "shop", ["developer"])).toEqual([
    { email: "ada@example.com", firstName: "Ada", lastName: "Lovelace", accountId: "shop", locale: "nb", roles: ["developer"] },
  ]);
  expect(rowsOf(ada, ["ada@example.com", "eve@example.com"], "", ["developer"])).toEqual([
    { email: "ada@example.com", locale: "nb", roles: ["developer"] },
    { email: "eve@example.com", locale: "nb", roles: ["developer"] },
  ]);
});

it("is begun when something would be missed", () => {
  expect(isBegun(blank)).toBe(false);
  expect(isBegun({ ...blank, to: " \n", locale: "nb", accountId: "shop" })).toBe(false);
  for (const part of [{ to: "a" }, { firstName: "a" }, { lastName: "a" }, { roles: ["a"] }]) expect(isBegun({ ...blank, ...part })).toBe(true);
});

it("knows which account is meant", () => {
  const place = { id: "o", name: "O", partner: false, accounts: [{ id: "shop", name: "Shop" }, { id: "depot", name: "Depot" }] };
  const whole: Authority = { level: "organisation", accounts: [] };
  const accounts = (...ids: string[]): Authority => ({ level: "accounts", accounts: ids });
  const of = (accountId: string, authority: Authority) => accountOf({ ...blank, accountId }, authority, place);
  expect(of("", whole)).toBe("");
  expect(of("shop", whole)).toBe("shop");
  expect(of("of another organisation", whole)).toBe("");
  expect(of("", accounts("shop"))).toBe("shop");
  expect(of("depot", accounts("shop"))).toBe("shop");
  expect(of("", accounts("shop", "depot"))).toBeUndefined();
  expect(of("depot", accounts("shop", "depot"))).toBe("depot");
});
