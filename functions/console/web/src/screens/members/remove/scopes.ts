import type { Grant, OrganisationWithAccounts, PermissionRow } from "../../../api/types.ts";
import { administeredAccounts, administers } from "../../../lib/capabilities.ts";

/** Returns what is removed from one of several members: what they have at the account, or else everything that the user may remove. */
export function bulkScopes(row: Pick<PermissionRow, "grants">, organisation: OrganisationWithAccounts, account: string): readonly (string | undefined)[] {
  const scopes = removableScopes(row, organisation);
  if (account !== "") return scopes.filter((one) => one === account);
  return scopes.includes(undefined) ? [undefined] : scopes;
}

/**
 * Returns what can be removed in one step: ids of accounts, or undefined for everything in the organisation.
 * The API refuses a removal that removes nothing, or something that the user may not remove.
 */
export function removableScopes({ grants }: Pick<PermissionRow, "grants">, organisation: OrganisationWithAccounts): readonly (string | undefined)[] {
  const direct = grants.filter(({ inheritedFrom }) => !inheritedFrom);
  const held = new Set(direct.flatMap(({ scope }) => scope.accountId ?? []));
  const accounts = [...held].filter((one) => administeredAccounts(organisation).some(({ id }) => id === one));
  return (administers(organisation) ? [undefined, ...accounts] : accounts).filter((account) => isRemovable(direct, account));
}

/** Returns why nothing can be removed: all access is inherited, or it exceeds the user's authority. Undefined if something can. */
export function unremovableReason(row: Pick<PermissionRow, "grants">, organisation: OrganisationWithAccounts): "inherited" | "above-authority" | undefined {
  if (removableScopes(row, organisation).length > 0) return undefined;
  return row.grants.every(({ inheritedFrom }) => inheritedFrom) ? "inherited" : "above-authority";
}

function isRemovable(direct: readonly Grant[], account: string | undefined): boolean {
  const removed = direct.filter(({ scope }) => account === undefined || scope.accountId === account);
  return removed.length > 0 && removed.every(({ editable }) => editable !== false);
}
