import type { Invitation } from "../../api/types.ts";

/** The values of the edit form. */
export interface Wanted {
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly string[];
}

/** Returns the changed values, or undefined if there are none. The order of roles does not matter. */
export function changes(now: Pick<Invitation, keyof Wanted>, wanted: Wanted): Partial<Wanted> | undefined {
  const [firstName, lastName] = [wanted.firstName.trim(), wanted.lastName.trim()];
  const change = {
    ...(firstName !== now.firstName && { firstName }),
    ...(lastName !== now.lastName && { lastName }),
    ...(!isSame(now.roles, wanted.roles) && { roles: wanted.roles }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role));
}
