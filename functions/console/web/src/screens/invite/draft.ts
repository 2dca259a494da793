// The state of the invitation form, for one person or many.

import type { Problem } from "../../api/problem.ts";
import type { OrganisationWithAccounts } from "../../api/types.ts";
import { administeredAccounts, administers } from "../../lib/capabilities.ts";

export interface Draft {
  /** The text of the address field. */
  readonly emails: string;
  /** Names apply only if there is one address. */
  readonly firstName: string;
  readonly lastName: string;
  /** Empty for the whole organisation. */
  readonly accountId: string;
  /** The language of the email; empty for the deployment's default. */
  readonly locale: string;
  /** The ids of the selected roles, including those that are unavailable at the scope. */
  readonly roles: readonly string[];
}

export const emptyDraft: Draft = { emails: "", firstName: "", lastName: "", accountId: "", locale: "", roles: [] };

/** The properties that the groups of form fields share. */
export interface FieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Whether the form has been submitted once. Missing values are reported from then on. */
  readonly submitted: boolean;
  readonly problem: Problem | undefined;
}

/** Whether the draft contains input that would be lost. */
export function hasInput({ emails, firstName, lastName, roles }: Draft): boolean {
  return emails.trim() !== "" || firstName !== "" || lastName !== "" || roles.length > 0;
}

/** One invitation to send. */
export interface InvitationRow {
  readonly email: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly accountId?: string;
  readonly roles: string[];
  readonly locale?: string;
}

/** Returns a row for each address. Empty values are left out. */
export function toRows({ firstName, lastName, locale }: Draft, emails: readonly string[], accountId: string, roles: readonly string[]): readonly InvitationRow[] {
  const names = emails.length === 1 ? given({ firstName: firstName.trim(), lastName: lastName.trim() }) : {};
  return emails.map((email) => ({ email, ...names, ...given({ accountId, locale }), roles: [...roles] }));
}

function given<T extends Record<string, string>>(parts: T): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== "")) as Partial<T>;
}

/**
 * Returns the account of the invitation: the selected one if the user may invite to it, or the
 * only one that an Account Admin has. It returns undefined if the user has to select one.
 */
export function selectedAccount({ accountId }: Draft, organisation: OrganisationWithAccounts): string | undefined {
  const accounts = administeredAccounts(organisation);
  if (accounts.some(({ id }) => id === accountId)) return accountId;
  if (administers(organisation)) return "";
  return accounts.length === 1 ? accounts[0]?.id : undefined;
}
