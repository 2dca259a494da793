import { expect, it } from "vitest";
import { initialScope } from "./initial-scope.ts";

const possible = ["", "shop", "depot"];
const whole = { role: "billing-viewer" };
const shop = { role: "developer", accountId: "shop" };
const depot = { role: "developer", accountId: "depot" };

it("is the scope at which the person has roles, not the widest one", () => {
  expect(initialScope(possible, [shop, { ...shop, role: "billing-viewer" }], "")).toBe("shop");
  expect(initialScope(possible, [whole], "")).toBe("");
});

it("is the account that the list was filtered by", () => {
  expect(initialScope(possible, [shop, depot], "depot")).toBe("depot");
  expect(initialScope(possible, [whole], "shop")).toBe("shop");
  expect(initialScope(possible, [shop], "of another organisation")).toBe("shop");
});

it("is left to the user if there are several", () => {
  expect(initialScope(possible, [shop, depot], "")).toBeUndefined();
  expect(initialScope(possible, [whole, shop], "")).toBeUndefined();
});

it("is the only possible one", () => {
  expect(initialScope(["shop"], [depot], "")).toBe("shop");
  expect(initialScope(["shop", "depot"], [whole, shop], "")).toBe("shop");
});
