// Edits a permission row that others may change at the same time.

import type { PermissionRow } from "../../../api/types.ts";
import { difference, type Difference, directAssignments, type RoleAssignment, includes, isSame, merge } from "../../../lib/role-assignments.ts";

export interface Edit {
  /** The row as it was last read. */
  readonly base: PermissionRow;
  /** The direct roles that the user wants the person to have. */
  readonly wanted: readonly RoleAssignment[];
  /** What somebody else has changed since the edit started. */
  readonly conflict?: Difference;
}

/** A role in the form, with what saving does to it. */
export interface RoleRow extends RoleAssignment {
  readonly state: "kept" | "added" | "removed";
}

export function startEdit(row: PermissionRow): Edit {
  return { base: row, wanted: directAssignments(row.grants) };
}

/** Moves the edit to the current row. The user's changes are merged with those of others. */
export function rebase(edit: Edit, row: PermissionRow): Edit {
  if (row.version === edit.base.version) return { ...edit, base: row };
  if (!isChanged(edit)) return startEdit(row);
  const before = directAssignments(edit.base.grants);
  const now = directAssignments(row.grants);
  return { base: row, wanted: merge(before, edit.wanted, now), conflict: difference(before, now) };
}

export function isChanged({ base, wanted }: Edit): boolean {
  const { added, removed } = difference(directAssignments(base.grants), wanted);
  return added.length + removed.length > 0;
}

/** Adds a role. A row of the form becomes a plain assignment, as the API takes it. */
export function addRole(edit: Edit, added: RoleAssignment): Edit {
  return includes(edit.wanted, added) ? edit : { ...edit, wanted: [...edit.wanted, ending(added, added.until)] };
}

export function removeRole(edit: Edit, role: RoleAssignment): Edit {
  return { ...edit, wanted: edit.wanted.filter((one) => !isSame(one, role)) };
}

/** Sets when a wanted role ends. Undefined takes the end away. */
export function setEnd(edit: Edit, role: RoleAssignment, until: string | undefined): Edit {
  const changed = ending(role, until);
  return { ...edit, wanted: edit.wanted.map((one) => (isSame(one, changed) ? changed : one)) };
}

function ending({ role, accountId }: RoleAssignment, until: string | undefined): RoleAssignment {
  return { role, ...(accountId && { accountId }), ...(until && { until }) };
}

/** Returns the granted roles in their order, then the added ones. */
export function roleRows({ base, wanted }: Edit): readonly RoleRow[] {
  const before = directAssignments(base.grants);
  return [
    ...before.map((role): RoleRow => {
      const kept = wanted.find((one) => isSame(one, role));
      return kept ? { ...kept, state: "kept" } : { ...role, state: "removed" };
    }),
    ...wanted.filter((role) => !includes(before, role)).map((role): RoleRow => ({ ...role, state: "added" })),
  ];
}
