// Which actions an invitation allows, and whether its delivery status is about to change.

import type { Invitation } from "../../api/types.ts";

const actions = ["take-over", "resend", "edit", "address", "revoke"] as const;
export type Action = (typeof actions)[number];

/** The answers to the request of somebody with another address. They are possible where an edit is. */
export const requestAnswers = ["confirm-request", "decline-request"] as const;
export type RequestAnswer = (typeof requestAnswers)[number];

/** Why an action is unavailable: the status of the invitation, or roles that exceed the user's authority. */
export type UnavailableReason = "accepted" | "declined" | "revoked" | "expired" | "above-authority";

// Expired and declined invitations can be resent. Revoked ones cannot.
const possible: Record<Action, readonly Invitation["status"][]> = {
  "take-over": ["pending"],
  resend: ["pending", "expired", "declined"],
  edit: ["pending"],
  address: ["pending"],
  revoke: ["pending"],
};

/** Returns the actions of an invitation. Only one that needs an inviter is to be taken over. */
export function actionsOf({ needsInviter }: Pick<Invitation, "needsInviter">): readonly Action[] {
  return actions.filter((action) => action !== "take-over" || needsInviter);
}

/** Returns those of several invitations for which an action is available. */
export function possibleFor(action: Action, invitations: readonly Invitation[]): readonly Invitation[] {
  return invitations.filter((one) => actionsOf(one).includes(action) && unavailableReason(action, one) === undefined);
}

/** Returns why an action is unavailable, or undefined if it is available. */
export function unavailableReason(action: Action, { status, editable }: Pick<Invitation, "status" | "editable">): UnavailableReason | undefined {
  if (!editable) return "above-authority";
  if (possible[action].includes(status)) return undefined;
  return status === "pending" ? undefined : status;
}

/** How long to poll for the delivery status after the last event, in milliseconds. */
const pollingPeriod = 60_000;

/** Whether the delivery status of any of the emails is likely to change soon. */
export function awaitsDelivery(invitations: readonly Invitation[], now: number): boolean {
  return invitations.some(({ status, delivery }) =>
    status === "pending" && (delivery.status === "queued" || delivery.status === "sent") && now - Date.parse(delivery.at) < pollingPeriod);
}
