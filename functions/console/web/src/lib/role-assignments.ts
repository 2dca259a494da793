// Roles with their scopes, and differences between sets of them.

import type { Event, Grant } from "../api/types.ts";

/** A role at a scope, an account or the whole organisation without one, and when it ends. */
export type RoleAssignment = Event["after"][number];

export interface Difference {
  readonly added: readonly RoleAssignment[];
  readonly removed: readonly RoleAssignment[];
}

export function isSame(one: RoleAssignment, other: RoleAssignment): boolean {
  return one.role === other.role && (one.accountId ?? "") === (other.accountId ?? "");
}

/** Returns whether both are the same role at the same scope until the same time. */
function isEqual(one: RoleAssignment, other: RoleAssignment): boolean {
  return isSame(one, other) && endOf(one) === endOf(other);
}

const endOf = ({ until }: RoleAssignment): number => (until ? Date.parse(until) : Infinity);

export function includes(list: readonly RoleAssignment[], held: RoleAssignment): boolean {
  return list.some((one) => isSame(one, held));
}

/** Returns what was added and removed between two sets. A role with another end is both. */
export function difference(before: readonly RoleAssignment[], after: readonly RoleAssignment[]): Difference {
  return { added: without(after, before), removed: without(before, after) };
}

/** Three-way merge: applies the changes between base and mine to theirs. Of two ends of one role, theirs stays. */
export function merge(base: readonly RoleAssignment[], mine: readonly RoleAssignment[], theirs: readonly RoleAssignment[]): readonly RoleAssignment[] {
  const { added, removed } = difference(base, mine);
  const kept = without(theirs, removed);
  return [...kept, ...added.filter((one) => !includes(kept, one))];
}

/** Returns the direct grants, which can be changed in this organisation. */
export function directAssignments(grants: readonly Grant[]): readonly RoleAssignment[] {
  return grants.filter(({ inheritedFrom }) => !inheritedFrom).map(toAssignment);
}

export function toAssignment({ role, scope, until }: Grant): RoleAssignment {
  return { role: role.id, ...(scope.accountId && { accountId: scope.accountId }), ...(until && { until }) };
}

function without(list: readonly RoleAssignment[], others: readonly RoleAssignment[]): readonly RoleAssignment[] {
  return list.filter((one) => !others.some((other) => isEqual(one, other)));
}
