import { expect, it } from "vitest";
import type { Grant } from "../../../api/shapes.ts";
import { removable } from "./scopes.ts";

const grant = (accountId?: string, inheritedFrom?: Grant["inheritedFrom"]): Grant => ({
  role: { id: "billing-viewer", name: "Billing Viewer" }, scope: { organisationId: "o", accountId }, inheritedFrom, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z",
});
const grants = [grant(), grant("shop"), grant("shop"), grant("depot"), grant(undefined, { organisationId: "p", name: "Partner" })];

it("offers everything, and each account once, to who governs the organisation", () => {
  expect(removable({ grants }, { level: "organisation", accounts: [] })).toEqual([undefined, "shop", "depot"]);
  expect(removable({ grants: [grant()] }, { level: "partner", accounts: [] })).toEqual([undefined]);
});

it("offers an Account Admin only the accounts governed", () => {
  expect(removable({ grants }, { level: "accounts", accounts: ["depot", "kiosk"] })).toEqual(["depot"]);
});
