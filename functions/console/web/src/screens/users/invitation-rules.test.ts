import { describe, expect, it } from "vitest";
import type { Invitation } from "../../api/types.ts";
import type { Authority } from "../../lib/authority.ts";
import { type Action, awaitsDelivery, unavailableReason } from "./invitation-rules.ts";

const at = "2026-11-24T09:30:00Z";
const now = Date.parse(at);
const invitation = (changes: Partial<Invitation> = {}): Invitation => ({
  id: "i", organisationId: "o", email: "ada@example.com", firstName: "", lastName: "", roles: ["billing-viewer"], status: "pending",
  delivery: { status: "queued", at }, invitedBy: { userId: "u", name: "Olga" }, createdAt: at, expiresAt: "2026-11-27T09:30:00Z", ...changes,
});
const whole: Authority = { level: "organisation", accounts: [] };
const shop: Authority = { level: "accounts", accounts: ["shop"] };

describe("actions", () => {
  const table: readonly [Action, Partial<Invitation>, Authority, ReturnType<typeof unavailableReason>][] = [
    ["resend", {}, whole, undefined],
    ["resend", { status: "expired" }, whole, undefined],
    ["resend", { status: "declined" }, whole, undefined],
    ["resend", { status: "revoked" }, whole, "revoked"],
    ["resend", { status: "accepted" }, whole, "accepted"],
    ["edit", {}, whole, undefined],
    ["edit", { status: "expired" }, whole, "expired"],
    ["revoke", { status: "declined" }, whole, "declined"],
    ["revoke", { roles: ["billing-viewer", "partner-organisation-admin"] }, whole, "above-authority"],
    ["revoke", { roles: ["partner-organisation-admin"] }, { level: "partner", accounts: [] }, undefined],
    ["resend", {}, shop, "above-authority"],
    ["resend", { accountId: "shop" }, shop, undefined],
    ["resend", { accountId: "depot" }, shop, "above-authority"],
  ];
  it.each(table)("%s of %j by %j", (action, changes, authority, expected) => {
    expect(unavailableReason(action, invitation(changes), authority)).toBe(expected);
  });
});

it("polls for a while for emails that are being delivered", () => {
  const mail = (status: Invitation["delivery"]["status"]) => [invitation({ delivery: { status, at } })];
  expect(awaitsDelivery(mail("queued"), now + 1000)).toBe(true);
  expect(awaitsDelivery(mail("sent"), now + 1000)).toBe(true);
  expect(awaitsDelivery(mail("sent"), now + 61_000)).toBe(false);
  expect(awaitsDelivery(mail("delivered"), now + 1000)).toBe(false);
  expect(awaitsDelivery([invitation({ status: "revoked" })], now + 1000)).toBe(false);
  expect(awaitsDelivery([], now)).toBe(false);
});
