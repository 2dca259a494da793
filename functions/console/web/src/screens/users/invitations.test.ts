import { describe, expect, it } from "vitest";
import type { Invitation } from "../../api/shapes.ts";
import type { Authority } from "../../authority.ts";
import { type Action, isSettling, obstacle } from "./invitations.ts";

const at = "2026-11-24T09:30:00Z";
const now = Date.parse(at);
const invitation = (changes: Partial<Invitation> = {}): Invitation => ({
  id: "i", organisationId: "o", email: "ada@example.com", firstName: "", lastName: "", roles: ["billing-viewer"], status: "pending",
  delivery: { status: "queued", at }, invitedBy: { userId: "u", name: "Olga" }, createdAt: at, expiresAt: "2026-11-27T09:30:00Z", ...changes,
});
const whole: Authority = { level: "organisation", accounts: [] };
const shop: Authority = { level: "accounts", accounts: ["shop"] };

describe("actions", () => {
  const table: readonly [Action, Partial<Invitation>, Authority, ReturnType<typeof obstacle>][] = [
    ["resend", {}, whole, undefined],
    ["resend", { status: "expired" }, whole, undefined],
    ["resend", { status: "declined" }, whole, undefined],
    ["resend", { status: "revoked" }, whole, "revoked"],
    ["resend", { status: "accepted" }, whole, "accepted"],
    ["edit", {}, whole, undefined],
    ["edit", { status: "expired" }, whole, "expired"],
    ["revoke", { status: "declined" }, whole, "declined"],
    ["revoke", { roles: ["billing-viewer", "partner-organisation-admin"] }, whole, "above-you"],
    ["revoke", { roles: ["partner-organisation-admin"] }, { level: "partner", accounts: [] }, undefined],
    ["resend", {}, shop, "above-you"],
    ["resend", { accountId: "shop" }, shop, undefined],
    ["resend", { accountId: "depot" }, shop, "above-you"],
  ];
  it.each(table)("%s of %j by %j", (action, changes, authority, expected) => {
    expect(obstacle(action, invitation(changes), authority)).toBe(expected);
  });
});

it("looks after mails that are on their way, for a while", () => {
  const mail = (status: Invitation["delivery"]["status"]) => [invitation({ delivery: { status, at } })];
  expect(isSettling(mail("queued"), now + 1000)).toBe(true);
  expect(isSettling(mail("sent"), now + 1000)).toBe(true);
  expect(isSettling(mail("sent"), now + 61_000)).toBe(false);
  expect(isSettling(mail("delivered"), now + 1000)).toBe(false);
  expect(isSettling([invitation({ status: "revoked" })], now + 1000)).toBe(false);
  expect(isSettling([], now)).toBe(false);
});
