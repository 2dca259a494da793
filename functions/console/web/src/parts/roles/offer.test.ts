import { describe, expect, it } from "vitest";
import type { Catalogue, Role } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { type Giving, hidden, judgeChosen, type Offer, shelves } from "./offer.ts";

const role = (id: string, category: string, givenAt: Role["givenAt"], recommended = false): Role => ({
  id, name: id.replace("-", " "), description: `Does ${id}.`, category, type: "viewer", recommended, givenAt,
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
};

const organisationAdmin: Authority = { level: "organisation", accounts: [] };
const accountAdmin: Authority = { level: "accounts", accounts: ["shop"] };
const whole: Giving = { authority: organisationAdmin, organisation: { partner: false } };
const shop: Giving = { ...whole, accountId: "shop" };
const partner: Giving = { authority: organisationAdmin, organisation: { partner: true } };

const ids = ({ open }: Offer) => open.map((one) => one.role.id);
const reasons = ({ closed }: Offer) => closed.map((one) => [one.role.id, one.hindrance]);

describe("the offer", () => {
  it("is what can be given at the scope", () => {
    expect(ids(shelves(catalogue, whole).all)).toEqual(["organisation-admin", "billing-viewer", "billing-admin"]);
    expect(ids(shelves(catalogue, shop).all)).toEqual(["account-admin", "billing-viewer"]);
    expect(ids(shelves(catalogue, shop).recommended)).toEqual(["account-admin", "billing-viewer"]);
  });

  it("says of every other role why not", () => {
    expect(reasons(shelves(catalogue, partner).all)).toEqual([["partner-organisation-admin", "above-you"], ["account-admin", "not-here"]]);
    expect(hidden(shelves(catalogue, partner).all.closed)).toEqual({ "not-here": 1, "above-you": 1 });
  });

  it("is nothing at an account that somebody else administers", () => {
    const depot = { authority: accountAdmin, organisation: { partner: false }, accountId: "depot" };
    expect(ids(shelves(catalogue, depot).all)).toEqual([]);
    expect(ids(shelves(catalogue, { ...depot, accountId: "shop" }).all)).toEqual(["account-admin", "billing-viewer"]);
  });

  it("is searched in names, descriptions, ids and categories, word by word", () => {
    for (const search of ["billing", "BILLING", "does billing-viewer", "viewer bill", "  viewer "]) {
      expect([search, ids(shelves(catalogue, whole, search).all)]).toEqual([search, expect.arrayContaining(["billing-viewer"])]);
    }
    expect(shelves(catalogue, whole, "billing").byCategory.map(({ name }) => name)).toEqual(["Billing"]);
    expect(shelves(catalogue, whole, "nothing like it").byCategory).toEqual([]);
  });
});

describe("what was chosen", () => {
  const chosen = ["billing-viewer", "billing-admin"];

  it("falls away where it cannot be given, with the reason, and comes back", () => {
    expect(ids(judgeChosen(chosen, catalogue, whole))).toEqual(chosen);
    expect(ids(judgeChosen(chosen, catalogue, shop))).toEqual(["billing-viewer"]);
    expect(reasons(judgeChosen(chosen, catalogue, shop))).toEqual([["billing-admin", "not-here"]]);
  });

  it("keeps its order, and forgets what the catalogue does not know", () => {
    expect(ids(judgeChosen(["billing-admin", "gone", "billing-viewer"], catalogue, whole))).toEqual(["billing-admin", "billing-viewer"]);
  });
});
