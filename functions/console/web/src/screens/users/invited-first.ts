import type { Invitation } from "../../api/types.ts";

/** Returns the first page of a list with a new invitation at its top, wherever its place in the list is. Once it is no longer pending, it has no place here. */
export function invitedFirst(items: readonly Invitation[], invited: Invitation | undefined): readonly Invitation[] {
  if (invited?.status !== "pending") return items;
  return [items.find(({ id }) => id === invited.id) ?? invited, ...items.filter(({ id }) => id !== invited.id)];
}
