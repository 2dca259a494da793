import type { OrganisationWithAccounts, PermissionRow } from "../../../api/types.ts";
import { administeredAccounts, administers } from "../../../lib/capabilities.ts";
import { directAssignments } from "../../../lib/role-assignments.ts";

/** Returns what can be removed in one step: ids of accounts, or undefined for everything in the organisation. */
export function removableScopes({ grants }: Pick<PermissionRow, "grants">, organisation: OrganisationWithAccounts): readonly (string | undefined)[] {
  const held = new Set(directAssignments(grants).flatMap(({ accountId }) => accountId ?? []));
  const accounts = [...held].filter((held) => administeredAccounts(organisation).some(({ id }) => id === held));
  return administers(organisation) ? [undefined, ...accounts] : accounts;
}
