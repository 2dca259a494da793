import { expect, it } from "vitest";
import { administered, administeredAt } from "../../lib/capabilities.test-data.ts";
import { mayDelete, partOf } from "./part.ts";

const mine = { ...administered(), id: "mine", name: "Mine" };
const visible = [mine, { ...administeredAt("shop"), id: "other" }];
const shop = { id: "shop", name: "Shop", administer: true };

it("finds what the user administers", () => {
  expect(partOf({ kind: "organisation", id: "mine", organisation: mine, children: [] }, visible)).toEqual({ kind: "organisation", name: "Mine", organisation: mine });
  expect(partOf({ kind: "account", id: "shop", account: shop, organisationId: "mine" }, visible)).toEqual({ kind: "account", name: "Shop", organisation: mine, accountId: "shop" });
});

it("finds nothing where the user does not administer the whole organisation", () => {
  expect(partOf({ kind: "account", id: "shop", account: shop, organisationId: "other" }, visible)).toBeUndefined();
  expect(partOf({ kind: "account", id: "shop", account: shop, organisationId: "unknown" }, visible)).toBeUndefined();
  expect(partOf({ kind: "loading", id: "mine loading", organisationId: "mine" }, visible)).toBeUndefined();
});

it("offers to delete accounts, and organisations that the user governs from above", () => {
  const governed = { ...administered({ delete: true }), id: "governed", name: "Governed" };
  expect(mayDelete({ kind: "account", name: "Shop", organisation: mine, accountId: "shop" })).toBe(true);
  expect(mayDelete({ kind: "organisation", name: "Mine", organisation: mine })).toBe(false);
  expect(mayDelete({ kind: "organisation", name: "Governed", organisation: governed })).toBe(true);
});
