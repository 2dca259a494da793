import { expect, it } from "vitest";
import { administeredAccounts, administers, administersAny, grantableRoles } from "./capabilities.ts";
import { administered, organisationWith } from "./capabilities.test-data.ts";

const reader = organisationWith({});
const ofShop = organisationWith({ administerAny: true, grantableAccountRoles: ["account-admin"] }, ["shop"]);
const whole = administered({ grantableRoles: ["organisation-admin"], grantableAccountRoles: ["account-admin"] });

it("says what the user administers", () => {
  expect([reader, ofShop, whole].map(administers)).toEqual([false, false, true]);
  expect([reader, ofShop, whole].map(administersAny)).toEqual([false, true, true]);
  expect([reader, ofShop, whole].map((one) => administeredAccounts(one).map(({ id }) => id))).toEqual([[], ["shop"], ["shop", "depot"]]);
});

it("says which roles the user may grant at a scope", () => {
  expect([undefined, "shop", "depot", "gone"].map((account) => grantableRoles(whole, account))).toEqual([["organisation-admin"], ["account-admin"], ["account-admin"], []]);
  expect([undefined, "shop", "depot"].map((account) => grantableRoles(ofShop, account))).toEqual([[], ["account-admin"], []]);
  expect([undefined, "shop"].map((account) => grantableRoles(reader, account))).toEqual([[], []]);
});

it("offers nothing without an answer", () => {
  const unknown = { ...whole, capabilities: undefined };
  expect([administers(unknown), administersAny(unknown), grantableRoles(unknown), grantableRoles(unknown, "shop")]).toEqual([false, false, [], []]);
});
