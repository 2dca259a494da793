// What an event tells, before it is put into words.

import type { Event } from "../../api/shapes.ts";
import { difference, type HeldRole } from "../../held-roles.ts";

export const groups = ["access", "invitations", "mails", "structure"] as const;
export type Group = (typeof groups)[number];

const groupOf: Record<Event["type"], Group> = {
  "organisation.created": "structure",
  "account.created": "structure",
  "invitation.created": "invitations",
  "invitation.changed": "invitations",
  "invitation.resent": "invitations",
  "invitation.sent": "mails",
  "invitation.delayed": "mails",
  "invitation.delivered": "mails",
  "invitation.failed": "mails",
  "invitation.bounced": "mails",
  "invitation.complained": "mails",
  "invitation.accepted": "invitations",
  "invitation.declined": "invitations",
  "invitation.revoked": "invitations",
  "invitation.expired": "invitations",
  "access.granted": "access",
  "access.changed": "access",
  "access.removed": "access",
};

export interface Story {
  /** Undefined for a type that this console does not know yet. */
  readonly type: Event["type"] | undefined;
  readonly group: Group | undefined;
  /** The roles that an invitation offers or offered. */
  readonly offer: readonly HeldRole[];
  /** What the subject holds, or is offered, since then. */
  readonly added: readonly HeldRole[];
  /** And what not any more. */
  readonly taken: readonly HeldRole[];
}

const nothing = { offer: [], added: [], taken: [] } as const;

export function storyOf({ type, before, after }: Pick<Event, "type" | "before" | "after">): Story {
  if (!Object.hasOwn(groupOf, type)) return { type: undefined, group: undefined, ...nothing };
  const group = groupOf[type];
  const told = { type, group, ...nothing };
  if (group === "access" || type === "invitation.changed") return { ...told, ...difference(before, after) };
  return group === "invitations" ? { ...told, offer: after.length > 0 ? after : before } : told;
}

export interface Day {
  readonly day: string;
  readonly events: readonly Event[];
}

/** Events under their days, in the order in which they come. */
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
