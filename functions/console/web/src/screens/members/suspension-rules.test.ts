import { expect, it } from "vitest";
import type { Grant } from "../../api/types.ts";
import { administered, administeredAt } from "../../lib/capabilities.test-data.ts";
import { maySuspend } from "./suspension-rules.ts";

const grant: Grant = {
  role: { id: "developer", name: "Developer" }, scope: { organisationId: "o", accountId: "shop" }, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z", editable: true,
};
const inherited: Grant = { ...grant, scope: { organisationId: "p" }, inheritedFrom: { organisationId: "p", name: "Partner" }, editable: false };
const row = (...grants: Grant[]) => ({ user: { id: "nils", email: "nils@example.com", firstName: "Nils", lastName: "Falk" }, grants });

it("takes an administrator of the whole organisation", () => {
  expect(maySuspend(row(grant, inherited), administered(), "olga")).toBe(true);
  expect(maySuspend(row(grant), administeredAt("shop"), "olga")).toBe(false);
});

it("takes a member all of whose direct roles the user may remove", () => {
  expect(maySuspend(row(grant, { ...grant, editable: false }), administered(), "olga")).toBe(false);
  expect(maySuspend(row(inherited), administered(), "olga")).toBe(false);
});

it("is not offered for oneself", () => {
  expect(maySuspend(row(grant), administered(), "nils")).toBe(false);
});
