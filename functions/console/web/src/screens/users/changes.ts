import type { Invitation, RoleChoice } from "../../api/types.ts";

/** The values of the edit form. */
export interface Wanted {
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly string[];
}

/** What an update of an invitation sends. */
export interface Change {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly roles?: RoleChoice[];
}

/** Returns the changed values, or undefined if there are none. The order of roles does not matter. Roles keep the ends that the invitation has for them. */
export function changes(now: Pick<Invitation, keyof Wanted | "until">, wanted: Wanted): Change | undefined {
  const [firstName, lastName] = [wanted.firstName.trim(), wanted.lastName.trim()];
  const change = {
    ...(firstName !== now.firstName && { firstName }),
    ...(lastName !== now.lastName && { lastName }),
    ...(!isSame(now.roles, wanted.roles) && { roles: wanted.roles.map((role) => withEnd(role, now.until?.[role])) }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

function withEnd(role: string, until: string | undefined): RoleChoice {
  return until ? { role, until } : role;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role));
}
