import { expect, it } from "vitest";
import type { Grant } from "../../../api/types.ts";
import { administered, administeredAt } from "../../../lib/capabilities.test-data.ts";
import { bulkScopes, removableScopes, unremovableReason } from "./scopes.ts";

const grant = (accountId?: string, inheritedFrom?: Grant["inheritedFrom"]): Grant => ({
  role: { id: "billing-viewer", name: "Billing Viewer" }, scope: { organisationId: "o", accountId }, inheritedFrom, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z",
});
const grants = [grant(), grant("shop"), grant("shop"), grant("depot"), grant(undefined, { organisationId: "p", name: "Partner" })];

it("offers everything, and each account once, to an administrator of the organisation", () => {
  expect(removableScopes({ grants }, administered())).toEqual([undefined, "shop", "depot"]);
  expect(removableScopes({ grants: [grant()] }, administered())).toEqual([undefined]);
});

it("offers an Account Admin only the administered accounts", () => {
  expect(removableScopes({ grants }, administeredAt("depot"))).toEqual(["depot"]);
});

it("offers nothing that the API refuses: inherited access, and roles that the user may not remove", () => {
  expect(removableScopes({ grants: [grant(undefined, { organisationId: "p", name: "Partner" })] }, administered())).toEqual([]);
  expect(bulkScopes({ grants: [grant(undefined, { organisationId: "p", name: "Partner" })] }, administered(), "")).toEqual([]);
  expect(removableScopes({ grants: [{ ...grant(), editable: false }] }, administered())).toEqual([]);
  expect(removableScopes({ grants: [{ ...grant(), editable: false }, grant("shop")] }, administered())).toEqual(["shop"]);
  expect(removableScopes({ grants: [{ ...grant("shop"), editable: false }, grant("depot")] }, administeredAt("shop", "depot"))).toEqual(["depot"]);
});

it("says why nothing can be removed", () => {
  const inherited = grant(undefined, { organisationId: "p", name: "Partner" });
  expect(unremovableReason({ grants: [inherited] }, administered())).toBe("inherited");
  expect(unremovableReason({ grants: [inherited, { ...grant(), editable: false }] }, administered())).toBe("above-authority");
  expect(unremovableReason({ grants: [inherited, grant("shop")] }, administeredAt("depot"))).toBe("above-authority");
  expect(unremovableReason({ grants: [inherited, grant("shop")] }, administeredAt("shop"))).toBeUndefined();
});

it("removes everything, or what is at one account, from several members", () => {
  expect(bulkScopes({ grants }, administered(), "")).toEqual([undefined]);
  expect(bulkScopes({ grants }, administered(), "shop")).toEqual(["shop"]);
  expect(bulkScopes({ grants }, administeredAt("shop", "depot"), "")).toEqual(["shop", "depot"]);
  expect(bulkScopes({ grants }, administeredAt("shop"), "depot")).toEqual([]);
});
