import type { RoleAssignment } from "../../../lib/role-assignments.ts";

/**
 * Returns the scope to which roles are added at first: the only possible one, the account that
 * the list was filtered by, or the only one at which the person has roles. It is undefined if
 * the user has to select one. The whole organisation is the empty scope.
 */
export function initialScope(possible: readonly string[], held: readonly RoleAssignment[], filtered: string): string | undefined {
  if (possible.length === 1) return possible[0];
  if (filtered !== "" && possible.includes(filtered)) return filtered;
  const scopes = [...new Set(held.map(({ accountId }) => accountId ?? ""))].filter((scope) => possible.includes(scope));
  return scopes.length === 1 ? scopes[0] : undefined;
}
