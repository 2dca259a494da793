// The addresses of lists and of the screens that are opened from them. The query of a list (its
// filters, its page and its tab) stays in the address of the screen, so that the user returns to
// where they were, also after a reload.

import { paths } from "./paths.ts";

/** Parameters of an address. Empty and undefined values are left out of it. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** Returns a query with some parameters changed. */
export function changedQuery(query: URLSearchParams, changes: Parameters): URLSearchParams {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) changed.set(name, value);
    else changed.delete(name);
  }
  return changed;
}

/** Returns a path with a query. */
export function withQuery(path: string, query: URLSearchParams): string {
  return query.size > 0 ? `${path}?${query}` : path;
}

/** Returns whether the access of a person was opened from the Members tab of the users screen. */
export function isOfUsers(query: URLSearchParams): boolean {
  return query.get("view") === "people";
}

/** Returns the list from which the access of a person was opened: the Members tab of the users screen, or the permissions. */
export function listOfMembers(organisationId: string, query: URLSearchParams): string {
  return withQuery(isOfUsers(query) ? paths.users(organisationId) : paths.members(organisationId), query);
}
