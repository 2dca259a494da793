// The editing of a permission row, while others may change it too.

import type { PermissionRow } from "../../api/shapes.ts";
import { difference, type Difference, held, type HeldRole, includes, isSame, merge } from "../../held-roles.ts";

export interface Edit {
  /** The row as it was read last. */
  readonly base: PermissionRow;
  /** What the person is to hold directly. */
  readonly wanted: readonly HeldRole[];
  /** What somebody else changed since the editing began. */
  readonly meanwhile?: Difference;
}

/** A line of the form: what is held and what is to be. */
export interface Line extends HeldRole {
  readonly state: "kept" | "added" | "taken";
}

export function begin(row: PermissionRow): Edit {
  return { base: row, wanted: held(row.grants) };
}

/** Takes the row as it is now. What was decided is carried over to it. */
export function rebase(edit: Edit, row: PermissionRow): Edit {
  if (row.version === edit.base.version) return { ...edit, base: row };
  if (!isChanged(edit)) return begin(row);
  const before = held(edit.base.grants);
  const now = held(row.grants);
  return { base: row, wanted: merge(before, edit.wanted, now), meanwhile: difference(before, now) };
}

export function isChanged({ base, wanted }: Edit): boolean {
  const { added, taken } = difference(held(base.grants), wanted);
  return added.length + taken.length > 0;
}

export function add(edit: Edit, role: HeldRole): Edit {
  return includes(edit.wanted, role) ? edit : { ...edit, wanted: [...edit.wanted, role] };
}

export function take(edit: Edit, role: HeldRole): Edit {
  return { ...edit, wanted: edit.wanted.filter((one) => !isSame(one, role)) };
}

/** What was held, in its order, and then what is new. */
export function lines({ base, wanted }: Edit): readonly Line[] {
  const before = held(base.grants);
  return [
    ...before.map((role): Line => ({ ...role, state: includes(wanted, role) ? "kept" : "taken" })),
    ...difference(before, wanted).added.map((role): Line => ({ ...role, state: "added" })),
  ];
}
