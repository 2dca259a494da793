import type { Invitation } from "../../api/shapes.ts";

/** What an open invitation is to be. */
export interface Wanted {
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly string[];
}

/** The parts that are to change; undefined if none is. The order of roles says nothing. */
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
