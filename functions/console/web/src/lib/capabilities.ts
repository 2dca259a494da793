// What the API says that the user may do in an organisation. The API checks every call
// itself, so an answer that is out of date only offers too much or too little.

import type { Organisation, OrganisationWithAccounts } from "../api/types.ts";

/** Whether the user administers the whole organisation. */
export function administers({ capabilities }: Pick<Organisation, "capabilities">): boolean {
  return capabilities?.administer ?? false;
}

/** Whether the user administers the organisation or any of its accounts. */
export function administersAny({ capabilities }: Pick<Organisation, "capabilities">): boolean {
  return capabilities?.administerAny ?? false;
}

/** Returns the accounts that the user administers. */
export function administeredAccounts({ accounts }: Pick<OrganisationWithAccounts, "accounts">): OrganisationWithAccounts["accounts"] {
  return accounts.filter(({ administer }) => administer);
}

/** Returns the ids of the roles that the user may grant at an account, or at the whole organisation without one. */
export function grantableRoles({ capabilities, accounts }: Pick<OrganisationWithAccounts, "capabilities" | "accounts">, accountId?: string): readonly string[] {
  if (!accountId) return capabilities?.grantableRoles ?? [];
  return administeredAccounts({ accounts }).some(({ id }) => id === accountId) ? (capabilities?.grantableAccountRoles ?? []) : [];
}
