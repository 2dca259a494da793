import type { Invitation, RoleChoice } from "../../api/types.ts";
import { type RoleEnds, toChoices } from "../../lib/ends.ts";

/** The values of the edit form. */
export interface Wanted {
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly string[];
  readonly until?: RoleEnds;
}

/** What an update of an invitation sends. */
export interface Change {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly roles?: RoleChoice[];
}

/** Returns the changed values, or undefined if there are none. The order of roles does not matter. */
export function changes(now: Pick<Invitation, keyof Wanted>, wanted: Wanted): Change | undefined {
  const [firstName, lastName] = [wanted.firstName.trim(), wanted.lastName.trim()];
  const change = {
    ...(firstName !== now.firstName && { firstName }),
    ...(lastName !== now.lastName && { lastName }),
    ...(!isSame(now, wanted) && { roles: toChoices(wanted.roles, wanted.until ?? {}) }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

function isSame(one: Pick<Wanted, "roles" | "until">, other: Pick<Wanted, "roles" | "until">): boolean {
  return one.roles.length === other.roles.length && one.roles.every((role) => other.roles.includes(role) && one.until?.[role] === other.until?.[role]);
}
