import { expect, it } from "vitest";
import type { Grant } from "../../../api/types.ts";
import { administered, administeredAt } from "../../../lib/capabilities.test-data.ts";
import { removableScopes } from "./scopes.ts";

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
