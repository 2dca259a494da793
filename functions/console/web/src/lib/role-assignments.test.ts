import { describe, expect, it } from "vitest";
import type { Grant } from "../api/types.ts";
import { difference, directAssignments, type RoleAssignment, merge } from "./role-assignments.ts";

const at = (text: string): RoleAssignment => {
  const [role = "", accountId] = text.split("@");
  return accountId ? { role, accountId } : { role };
};
const all = (...texts: string[]) => texts.map(at);

it("finds what was added and removed, by role and scope", () => {
  expect(difference(all("billing", "signing@shop"), all("signing@shop", "signing"))).toEqual({ added: all("signing"), removed: all("billing") });
  expect(difference(all("billing"), all("billing"))).toEqual({ added: [], removed: [] });
});

it("treats no account and an empty one as equal", () => {
  expect(difference([{ role: "billing", accountId: "" }], all("billing"))).toEqual({ added: [], removed: [] });
});

describe("merge", () => {
  const base = all("billing", "signing@shop");
  it.each([
    ["mine alone", all("billing"), base, all("billing")],
    ["theirs alone", base, all("billing", "audit"), all("billing", "audit")],
    ["both", all("billing", "signing@shop", "developer"), all("signing@shop", "audit"), all("signing@shop", "audit", "developer")],
    ["the same addition once", all("billing", "signing@shop", "audit"), all("billing", "signing@shop", "audit"), all("billing", "signing@shop", "audit")],
    ["the same removal", all("billing"), all("billing"), all("billing")],
  ])("keeps %s", (_, mine, theirs, merged) => {
    expect(merge(base, mine, theirs)).toEqual(merged);
  });
});

it("leaves out inherited grants", () => {
  const grant = (role: string, inheritedFrom?: Grant["inheritedFrom"]): Grant => ({
    role: { id: role, name: role }, scope: { organisationId: "o" }, inheritedFrom, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z",
  });
  expect(directAssignments([grant("billing"), grant("partner-organisation-admin", { organisationId: "p", name: "Partner" })])).toEqual(all("billing"));
});
