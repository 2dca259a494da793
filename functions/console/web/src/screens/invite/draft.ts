// An invitation that is being written, to one person or to many.

import type { OrganisationWithAccounts } from "../../api/shapes.ts";
import { type Authority, invitableScopes } from "../../authority.ts";

export interface Draft {
  /** The addresses as they were typed. */
  readonly to: string;
  /** The names are for one person only. */
  readonly firstName: string;
  readonly lastName: string;
  /** Empty for the whole organisation. */
  readonly accountId: string;
  /** Of the mail; empty for the deployment's own. */
  readonly locale: string;
  /** The ids of the roles, whether they can be given at the account or not. */
  readonly roles: readonly string[];
}

export const blank: Draft = { to: "", firstName: "", lastName: "", accountId: "", locale: "", roles: [] };

/** Whether there is anything in it that would be missed. */
export function isBegun({ to, firstName, lastName, roles }: Draft): boolean {
  return to.trim() !== "" || firstName !== "" || lastName !== "" || roles.length > 0;
}

/** A row to send. */
export interface Row {
  readonly email: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly accountId?: string;
  readonly roles: string[];
  readonly locale?: string;
}

/** A row for each address. What is empty is left out. */
export function rowsOf({ firstName, lastName, locale }: Draft, emails: readonly string[], accountId: string, roles: readonly string[]): readonly Row[] {
  const names = emails.length === 1 ? given({ firstName: firstName.trim(), lastName: lastName.trim() }) : {};
  return emails.map((email) => ({ email, ...names, ...given({ accountId, locale }), roles: [...roles] }));
}

function given<T extends Record<string, string>>(parts: T): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== "")) as Partial<T>;
}

/**
 * The account that is meant: the chosen one if it may be invited to, or the only one
 * that there is for an administrator of one account. Undefined where one must be chosen.
 */
export function accountOf({ accountId }: Draft, authority: Authority, place: OrganisationWithAccounts): string | undefined {
  const { whole, accounts } = invitableScopes(authority, place);
  if (accounts.some(({ id }) => id === accountId)) return accountId;
  if (whole) return "";
  return accounts.length === 1 ? accounts[0]?.id : undefined;
}
