import { describe, expect, it } from "vitest";
import type { Invitation } from "../../api/types.ts";
import { type Action, actionsOf, awaitsDelivery, possibleFor, unavailableReason } from "./invitation-rules.ts";

const at = "2026-11-24T09:30:00Z";
const now = Date.parse(at);
const invitation = (changes: Partial<Invitation> = {}): Invitation => ({
  id: "i", organisationId: "o", email: "ada@example.com", firstName: "", lastName: "", roles: ["billing-viewer"], status: "pending",
  delivery: { status: "queued", at }, invitedBy: { userId: "u", name: "Olga" }, createdAt: at, expiresAt: "2026-11-27T09:30:00Z", editable: true, ...changes,
});

describe("actions", () => {
  const table: readonly [Action, Partial<Invitation>, ReturnType<typeof unavailableReason>][] = [
    ["resend", {}, undefined],
    ["resend", { status: "expired" }, undefined],
    ["resend", { status: "declined" }, undefined],
    ["resend", { status: "revoked" }, "revoked"],
    ["resend", { status: "accepted" }, "accepted"],
    ["edit", {}, undefined],
    ["edit", { status: "expired" }, "expired"],
    ["revoke", { status: "declined" }, "declined"],
    ["resend", { editable: false }, "above-authority"],
    ["edit", { editable: false }, "above-authority"],
    ["revoke", { editable: false }, "above-authority"],
    ["revoke", { editable: false, status: "accepted" }, "above-authority"],
    ["revoke", { editable: undefined }, "above-authority"],
  ];
  it.each(table)("%s of %j", (action, changes, expected) => {
    expect(unavailableReason(action, invitation(changes))).toBe(expected);
  });
});

it("offers to take over only what needs an inviter", () => {
  const [mine, orphan, high] = [invitation(), invitation({ id: "orphan", needsInviter: true }), invitation({ id: "high", needsInviter: true, editable: false })];
  expect(actionsOf(mine)).toEqual(["resend", "edit", "address", "revoke"]);
  expect(actionsOf(orphan)).toEqual(["take-over", "resend", "edit", "address", "revoke"]);
  expect(possibleFor("take-over", [mine, orphan, high])).toEqual([orphan]);
  expect(possibleFor("revoke", [mine, orphan, high])).toEqual([mine, orphan]);
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
