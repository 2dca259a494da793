import { describe, expect, it } from "vitest";
import type { Catalogue, Role } from "../../api/types.ts";
import { administered, organisationWith } from "../../lib/capabilities.test-data.ts";
import { type GrantContext, countUnavailable, checkSelected, type RoleOptions, catalogueSections } from "./role-options.ts";

const role = (id: string, category: string, givenAt: Role["givenAt"], recommended = false): Role => ({
  id, name: id.replace("-", " "), description: `Does ${id}.`, category, type: "viewer", recommended, givenAt, permissions: [`${category.toLowerCase()}:read`],
});
const all = [
  role("partner-organisation-admin", "Administration", ["partner-organisation"]),
  role("organisation-admin", "Administration", ["partner-organisation", "organisation"], true),
  role("account-admin", "Administration", ["account"], true),
  role("billing-viewer", "Billing", ["partner-organisation", "organisation", "account"], true),
  role("billing-admin", "Billing", ["partner-organisation", "organisation"]),
];
const catalogue: Catalogue = {
  recommended: all.filter(({ recommended }) => recommended),
  byCategory: ["Administration", "Billing"].map((name) => ({ name, roles: all.filter(({ category }) => category === name) })),
  all,
  permissions: ["administration:read", "billing:delete", "billing:read"],
};

const roles = { grantableRoles: ["organisation-admin", "billing-viewer", "billing-admin"], grantableAccountRoles: ["account-admin", "billing-viewer"] };
const whole: GrantContext = { organisation: administered(roles) };
const shop: GrantContext = { ...whole, accountId: "shop" };
const partner: GrantContext = { organisation: { ...administered(roles), partner: true } };

const ids = ({ available }: RoleOptions) => available.map((one) => one.role.id);
const reasons = ({ unavailable }: RoleOptions) => unavailable.map((one) => [one.role.id, one.unavailableReason]);

describe("role options", () => {
  it("contain the roles that can be granted at the scope", () => {
    expect(ids(catalogueSections(catalogue, whole).all)).toEqual(["organisation-admin", "billing-viewer", "billing-admin"]);
    expect(ids(catalogueSections(catalogue, shop).all)).toEqual(["account-admin", "billing-viewer"]);
    expect(ids(catalogueSections(catalogue, shop).recommended)).toEqual(["account-admin", "billing-viewer"]);
  });

  it("give the reason for every other role", () => {
    expect(reasons(catalogueSections(catalogue, partner).all)).toEqual([["partner-organisation-admin", "above-authority"], ["account-admin", "wrong-scope"]]);
    expect(countUnavailable(catalogueSections(catalogue, partner).all.unavailable)).toEqual({ "wrong-scope": 1, "above-authority": 1 });
  });

  it("are empty at an account that somebody else administers", () => {
    const depot = { organisation: organisationWith({ administerAny: true, grantableAccountRoles: roles.grantableAccountRoles }, ["shop"]), accountId: "depot" };
    expect(ids(catalogueSections(catalogue, depot).all)).toEqual([]);
    expect(ids(catalogueSections(catalogue, { ...depot, accountId: "shop" }).all)).toEqual(["account-admin", "billing-viewer"]);
  });

  it("are searched by permission", () => {
    const withWildcards = { ...catalogue, all: all.map((one) => (one.id === "billing-admin" ? { ...one, permissions: ["billing:*"] } : one)) };
    expect(ids(catalogueSections(withWildcards, whole, "billing:read").all)).toEqual(["billing-viewer", "billing-admin"]);
    expect(ids(catalogueSections(withWildcards, whole, "billing:delete").all)).toEqual(["billing-admin"]);
  });

  it("are searched by name, description, id and category, word by word", () => {
    for (const search of ["billing", "BILLING", "does billing-viewer", "viewer bill", "  viewer "]) {
      expect([search, ids(catalogueSections(catalogue, whole, search).all)]).toEqual([search, expect.arrayContaining(["billing-viewer"])]);
    }
    expect(catalogueSections(catalogue, whole, "billing").byCategory.map(({ name }) => name)).toEqual(["Billing"]);
    expect(catalogueSections(catalogue, whole, "nothing like it").byCategory).toEqual([]);
  });
});

describe("selected roles", () => {
  const selected = ["billing-viewer", "billing-admin"];

  it("are unavailable with a reason where they cannot be granted, and available again elsewhere", () => {
    expect(ids(checkSelected(selected, catalogue, whole))).toEqual(selected);
    expect(ids(checkSelected(selected, catalogue, shop))).toEqual(["billing-viewer"]);
    expect(reasons(checkSelected(selected, catalogue, shop))).toEqual([["billing-admin", "wrong-scope"]]);
  });

  it("keep their order, without roles that are not in the catalogue", () => {
    expect(ids(checkSelected(["billing-admin", "gone", "billing-viewer"], catalogue, whole))).toEqual(["billing-admin", "billing-viewer"]);
  });
});
