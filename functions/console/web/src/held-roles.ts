// Roles at their scopes, and what lies between two sets of them.

import type { Event, Grant } from "./api/shapes.ts";

/** A role at a scope: an account, or without one the whole organisation. */
export type HeldRole = Event["after"][number];

export interface Difference {
  readonly added: readonly HeldRole[];
  readonly taken: readonly HeldRole[];
}

export function isSame(one: HeldRole, other: HeldRole): boolean {
  return one.role === other.role && (one.accountId ?? "") === (other.accountId ?? "");
}

export function includes(list: readonly HeldRole[], held: HeldRole): boolean {
  return list.some((one) => isSame(one, held));
}

/** What was added on the way from one set to another, and what was taken away. */
export function difference(before: readonly HeldRole[], after: readonly HeldRole[]): Difference {
  return { added: without(after, before), taken: without(before, after) };
}

/** What becomes of theirs when it goes through the changes that lie between base and mine. */
export function merge(base: readonly HeldRole[], mine: readonly HeldRole[], theirs: readonly HeldRole[]): readonly HeldRole[] {
  const { added, taken } = difference(base, mine);
  return [...without(theirs, taken), ...without(added, theirs)];
}

/** What is held directly, and can be changed where it is shown. */
export function held(grants: readonly Grant[]): readonly HeldRole[] {
  return grants.filter(({ inheritedFrom }) => !inheritedFrom).map(heldAs);
}

export function heldAs({ role, scope }: Grant): HeldRole {
  return scope.accountId ? { role: role.id, accountId: scope.accountId } : { role: role.id };
}

function without(list: readonly HeldRole[], others: readonly HeldRole[]): readonly HeldRole[] {
  return list.filter((one) => !includes(others, one));
}
