// What an event shows, before it is put into words.

import type { Event } from "../../api/types.ts";
import { difference, type RoleAssignment } from "../../lib/role-assignments.ts";

export const categories = ["access", "invitations", "emails", "structure"] as const;
export type Category = (typeof categories)[number];

const categoryOf: Record<Event["type"], Category> = {
  "organisation.created": "structure",
  "organisation.renamed": "structure",
  "organisation.deleted": "structure",
  "account.created": "structure",
  "account.renamed": "structure",
  "account.deleted": "structure",
  "invitation.created": "invitations",
  "invitation.changed": "invitations",
  "invitation.taken-over": "invitations",
  "invitation.resent": "invitations",
  "invitation.sent": "emails",
  "invitation.reminded": "emails",
  "invitation.delayed": "emails",
  "invitation.delivered": "emails",
  "invitation.failed": "emails",
  "invitation.bounced": "emails",
  "invitation.complained": "emails",
  "invitation.accepted": "invitations",
  "invitation.declined": "invitations",
  "invitation.revoked": "invitations",
  "invitation.expired": "invitations",
  "invitation.acceptance-requested": "invitations",
  "invitation.acceptance-declined": "invitations",
  "invitation.renewal-requested": "invitations",
  "access.granted": "access",
  "access.changed": "access",
  "access.removed": "access",
  "access.ended": "access",
  "access.suspended": "access",
  "access.reactivated": "access",
  "user.renamed": "access",
};

/** Returns the types of a category. */
export function typesOf(category: Category): Event["type"][] {
  return (Object.keys(categoryOf) as Event["type"][]).filter((type) => categoryOf[type] === category);
}

export interface EventSummary {
  /** Undefined for a type that this console does not know. */
  readonly type: Event["type"] | undefined;
  readonly category: Category | undefined;
  /** The roles that an invitation offers. */
  readonly offered: readonly RoleAssignment[];
  /** The roles that the event added. */
  readonly added: readonly RoleAssignment[];
  /** The roles that the event removed. */
  readonly removed: readonly RoleAssignment[];
}

const noRoles = { offered: [], added: [], removed: [] } as const;

export function summarise({ type, before, after }: Pick<Event, "type" | "before" | "after">): EventSummary {
  if (!Object.hasOwn(categoryOf, type)) return { type: undefined, category: undefined, ...noRoles };
  const category = categoryOf[type];
  const summary = { type, category, ...noRoles };
  if (category === "access" || type === "invitation.changed") return { ...summary, ...difference(before, after) };
  return category === "invitations" ? { ...summary, offered: after.length > 0 ? after : before } : summary;
}

export interface Day {
  readonly day: string;
  readonly events: readonly Event[];
}

/** Groups events by day and keeps their order. */
export function byDay(events: readonly Event[], dayOf: (at: string) => string): readonly Day[] {
  const days: { day: string; events: Event[] }[] = [];
  for (const event of events) {
    const day = dayOf(event.at);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}
