// The end of a role: people choose its last day, and the API has the second.

import type { RoleChoice } from "../api/types.ts";

/** When roles end, by their ids. */
export type RoleEnds = Readonly<Record<string, string | undefined>>;

/** Returns roles with their ends, as the API takes them. */
export function toChoices(roles: readonly string[], ends: RoleEnds): RoleChoice[] {
  return roles.map((role) => {
    const until = ends[role];
    return until ? { role, until } : role;
  });
}

const two = (number: number) => String(number).padStart(2, "0");

/** Returns the local day of a moment, as YYYY-MM-DD. */
export function dayOf(moment: string | Date): string {
  const at = new Date(moment);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Returns the last second of a local day. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString().replace(".000", "");
}

/** Returns whether a text is a complete day that exists. */
export function isDay(text: string): boolean {
  return /^[1-9]\d{3}-\d\d-\d\d$/.test(text) && dayOf(`${text}T12:00:00`) === text;
}

/** Returns whether a role has ended. */
export function hasEnded(until: string | undefined): boolean {
  return until !== undefined && Date.parse(until) <= Date.now();
}
