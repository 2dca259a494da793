import { describe, expect, it } from "vitest";
import catalogueFile from "../../../../../shared/access/roles.json";
import type { Grant, Organisation, Role, ScopeKind } from "../api/types.ts";
import { authorityIn, grantableRoles, unavailableReason, mayCreateBelow, mayChange, screensFor, type Authority } from "./authority.ts";

const catalogue = catalogueFile as readonly Role[];

const grant = (role: string, organisationId: string, accountId?: string): Grant => ({
  role: { id: role, name: role }, scope: { organisationId, accountId }, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z",
});

// Group is the parent of Partner, and Partner of Customer. Other has no relation to them.
const group: Organisation = { id: "group", name: "Group", partner: true };
const partner: Organisation = { id: "partner", name: "Partner", partner: true, parentId: "group" };
const customer: Organisation = { id: "customer", name: "Customer", partner: false, parentId: "partner" };
const other: Organisation = { id: "other", name: "Other", partner: false };
const all = [group, partner, customer, other];

const table: readonly [held: readonly Grant[], where: Organisation, authority: Authority["level"], accounts?: readonly string[]][] = [
  [[], customer, "none"],
  [[grant("billing-admin", "customer")], customer, "none"],
  [[grant("organisation-admin", "customer")], customer, "organisation"],
  [[grant("organisation-admin", "customer")], other, "none"],
  [[grant("organisation-admin", "partner")], partner, "organisation"],
  [[grant("organisation-admin", "partner")], customer, "none"],
  [[grant("organisation-admin", "customer", "shop")], customer, "none"],
  [[grant("partner-organisation-admin", "partner")], partner, "partner"],
  [[grant("partner-organisation-admin", "partner")], customer, "partner"],
  [[grant("partner-organisation-admin", "group")], customer, "partner"],
  [[grant("partner-organisation-admin", "partner")], group, "none"],
  [[grant("partner-organisation-admin", "group")], other, "none"],
  [[grant("partner-organisation-admin", "group"), grant("billing-viewer", "customer")], customer, "partner"],
  [[grant("partner-organisation-admin", "group", "shop")], group, "none"],
  [[grant("account-admin", "customer", "shop")], customer, "accounts", ["shop"]],
  [[grant("account-admin", "customer", "shop"), grant("account-admin", "customer", "depot")], customer, "accounts", ["shop", "depot"]],
  [[grant("account-admin", "other", "shop")], customer, "none"],
  [[grant("account-admin", "customer", "shop"), grant("organisation-admin", "customer")], customer, "organisation"],
];

describe("authority", () => {
  it.each(table)("of %j in %j", (held, where, level, accounts = []) => {
    expect(authorityIn(where, held, all)).toEqual({ level, accounts });
  });

  it("follows from inheritedFrom when the parent is not visible", () => {
    const shown = { ...customer, inheritedFrom: { organisationId: "group", name: "Group" } };
    expect(authorityIn(shown, [grant("partner-organisation-admin", "group")], []).level).toBe("partner");
  });

  it("terminates for organisations that are each other's parents", () => {
    const round = [{ ...group, parentId: "partner" }, partner];
    expect(authorityIn(partner, [], round).level).toBe("none");
  });
});

const levels: Record<string, Authority> = {
  partner: { level: "partner", accounts: [] },
  organisation: { level: "organisation", accounts: [] },
  accounts: { level: "accounts", accounts: ["shop"] },
  none: { level: "none", accounts: [] },
};
const administrative = ["partner-organisation-admin", "organisation-admin", "account-admin"];
const offered = (kind: ScopeKind) => catalogue.filter((role) => role.givenAt.includes(kind)).map(({ id }) => id);

describe("roles that may be granted", () => {
  const given = (level: string, place: Organisation, account?: string) => grantableRoles(levels[level]!, catalogue, place, account).map(({ id }) => id);

  it("are all roles of the scope for a Partner Organisation Admin", () => {
    expect(given("partner", partner)).toEqual(offered("partner-organisation"));
    expect(given("partner", customer)).toEqual(offered("organisation"));
    expect(given("partner", customer, "depot")).toEqual(offered("account"));
  });

  it("are all roles but Partner Organisation Admin for an Organisation Admin", () => {
    expect(given("organisation", partner)).toEqual(offered("partner-organisation").filter((id) => id !== "partner-organisation-admin"));
    expect(given("organisation", customer)).toEqual(offered("organisation"));
    expect(given("organisation", customer, "depot")).toEqual(offered("account"));
  });

  it("are the account roles in the administered accounts for an Account Admin", () => {
    expect(given("accounts", customer)).toEqual([]);
    expect(given("accounts", customer, "depot")).toEqual([]);
    expect(given("accounts", customer, "shop")).toEqual(offered("account"));
  });

  it("are none for anybody else", () => {
    for (const account of [undefined, "shop"]) expect(given("none", customer, account)).toEqual([]);
  });

  it("have a reason if they are unavailable", () => {
    const role = (id: string) => catalogue.find((one) => one.id === id)!;
    expect(unavailableReason(levels.organisation!, role("partner-organisation-admin"), partner)).toBe("above-authority");
    expect(unavailableReason(levels.partner!, role("partner-organisation-admin"), customer)).toBe("wrong-scope");
    expect(unavailableReason(levels.partner!, role("organisation-admin"), customer, "shop")).toBe("wrong-scope");
    expect(unavailableReason(levels.accounts!, role("audit-viewer"), customer, "depot")).toBe("above-authority");
  });

  it("may be removed by whoever may grant them", () => {
    for (const level of Object.keys(levels)) {
      for (const id of administrative) {
        const whole = level === "partner" || (level === "organisation" && id !== "partner-organisation-admin");
        expect([level, id, mayChange(levels[level]!, id)]).toEqual([level, id, whole]);
      }
    }
  });
});

it("returns the screens that the authority gives access to", () => {
  expect(screensFor(levels.partner!)).toContain("auditLog");
  expect(screensFor(levels.accounts!)).toEqual(["users", "members", "structure"]);
  expect(screensFor(levels.none!)).toEqual(["structure"]);
  expect(mayCreateBelow(levels.partner!, partner)).toBe(true);
  expect(mayCreateBelow(levels.partner!, customer)).toBe(false);
  expect(mayCreateBelow(levels.organisation!, partner)).toBe(false);
});
