// Roles with their scopes, and differences between sets of them.

import type { Event, Grant } from "../api/types.ts";

/** A role at a scope: an account, or the whole organisation without one. */
export type RoleAssignment = Event["after"][number];

export interface Difference {
  readonly added: readonly RoleAssignment[];
  readonly removed: readonly RoleAssignment[];
}

export function isSame(one: RoleAssignment, other: RoleAssignment): boolean {
  return one.role === other.role && (one.accountId ?? "") === (other.accountId ?? "");
}

export function includes(list: readonly RoleAssignment[], held: RoleAssignment): boolean {
  return list.some((one) => isSame(one, held));
}

/** Returns what was added and removed between two sets. */
export function difference(before: readonly RoleAssignment[], after: readonly RoleAssignment[]): Difference {
  return { added: without(after, before), removed: without(before, after) };
}

/** Three-way merge: applies the changes between base and mine to theirs. */
export function merge(base: readonly RoleAssignment[], mine: readonly RoleAssignment[], theirs: readonly RoleAssignment[]): readonly RoleAssignment[] {
  const { added, removed } = difference(base, mine);
  return [...without(theirs, removed), ...without(added, theirs)];
}

/** Returns the direct grants, which can be changed in this organisation. */
export function directAssignments(grants: readonly Grant[]): readonly RoleAssignment[] {
  return grants.filter(({ inheritedFrom }) => !inheritedFrom).map(toAssignment);
}

export function toAssignment({ role, scope }: Grant): RoleAssignment {
  return scope.accountId ? { role: role.id, accountId: scope.accountId } : { role: role.id };
}

function without(list: readonly RoleAssignment[], others: readonly RoleAssignment[]): readonly RoleAssignment[] {
  return list.filter((one) => !includes(others, one));
}
