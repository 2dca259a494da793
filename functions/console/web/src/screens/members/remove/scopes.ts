import type { PermissionRow } from "../../../api/types.ts";
import { type Authority, governs } from "../../../lib/authority.ts";
import { directAssignments } from "../../../lib/role-assignments.ts";

/** Returns what can be removed in one step: ids of accounts, or undefined for everything in the organisation. */
export function removableScopes({ grants }: Pick<PermissionRow, "grants">, authority: Authority): readonly (string | undefined)[] {
  const accounts = [...new Set(directAssignments(grants).flatMap(({ accountId }) => accountId ?? []))].filter((id) => governs(authority, id));
  return governs(authority) ? [undefined, ...accounts] : accounts;
}
