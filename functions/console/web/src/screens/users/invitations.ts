// What can be done with an invitation, and what may still become of its mail.

import type { Invitation } from "../../api/shapes.ts";
import { type Authority, governs, mayTouch } from "../../authority.ts";

export const actions = ["resend", "edit", "revoke"] as const;
export type Action = (typeof actions)[number];

/** Why an action cannot be taken: the state of the invitation, or what it offers is above one's own authority. */
export type Obstacle = "accepted" | "declined" | "revoked" | "expired" | "above-you";

// Resending revives what was left unanswered or declined. What was revoked is over.
const possible: Record<Action, readonly Invitation["status"][]> = {
  resend: ["pending", "expired", "declined"],
  edit: ["pending"],
  revoke: ["pending"],
};

/** What keeps somebody from taking an action; undefined if nothing does. */
export function obstacle(action: Action, invitation: Invitation, authority: Authority): Obstacle | undefined {
  const { status, accountId, roles } = invitation;
  if (!governs(authority, accountId) || !roles.every((role) => mayTouch(authority, role, accountId))) return "above-you";
  if (possible[action].includes(status)) return undefined;
  return status === "pending" ? undefined : status;
}

/** How long a mail that is on its way is looked after, in milliseconds. */
const settling = 60_000;

/** Whether more is likely to be known soon of one of the mails. */
export function isSettling(invitations: readonly Invitation[], now: number): boolean {
  return invitations.some(({ status, delivery }) =>
    status === "pending" && (delivery.status === "queued" || delivery.status === "sent") && now - Date.parse(delivery.at) < settling);
}
