// The state of the invitation form, for one person or many.

import type { Problem } from "../../api/problem.ts";
import type { OrganisationWithAccounts, RoleChoice } from "../../api/types.ts";
import { administeredAccounts, administers } from "../../lib/capabilities.ts";
import type { RoleEnds } from "../../lib/ends.ts";
import { addressKey } from "./address.ts";
import type { Name } from "./entry.ts";
import { isNameless, parsePeople, type People, type Person } from "./parse-people.ts";

export interface Draft {
  /** The text of the address field. */
  readonly emails: string;
  /** The name of the first person, unless the text has one. */
  readonly firstName: string;
  readonly lastName: string;
  /** Names that the user has edited, by the key of the address. They replace those of the text. */
  readonly names: Readonly<Record<string, Name>>;
  /** Empty for the whole organisation, undefined if nothing is selected. */
  readonly accountId: string | undefined;
  /** The language of the email; empty for the deployment's default. */
  readonly locale: string;
  /** The ids of the selected roles, including those that are unavailable at the scope. */
  readonly roles: readonly string[];
  readonly ends: RoleEnds;
}

export const emptyDraft: Draft = { emails: "", firstName: "", lastName: "", names: {}, accountId: undefined, locale: "", roles: [], ends: {} };

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
  readonly roles: RoleChoice[];
  readonly locale?: string;
}

/**
 * Returns the draft with another text. The typed name is that of the first person. It stays in
 * its fields while the only address is corrected, and with its address if anybody else becomes the first.
 */
export function withEmails(draft: Draft, emails: string): Draft {
  const { firstName, lastName, names } = draft;
  const changed = { ...draft, emails };
  if (isNameless(draft)) return changed;
  const [owner, ...others] = parsePeople(draft.emails).valid;
  if (!owner || !isNameless(owner)) return changed;
  const [first, ...next] = parsePeople(emails).valid;
  const key = addressKey(owner.email);
  const corrected = others.length + next.length === 0 && emails.trim() !== "";
  if (corrected || (first && addressKey(first.email) === key)) return changed;
  return { ...changed, firstName: "", lastName: "", names: { [key]: { firstName, lastName }, ...names } };
}

/** Returns the people of the text with their names. */
export function namedPeople({ firstName, lastName, names }: Draft, people: readonly Person[]): readonly Person[] {
  return people.map((person, at) => {
    const typed = at === 0 && isNameless(person) ? { firstName, lastName } : undefined;
    return { ...person, ...(names[addressKey(person.email)] ?? typed) };
  });
}

/** Whether the names are edited in a table, because the fields for one name are not enough. */
export function needsTable({ names }: Draft, { entries, valid }: People): boolean {
  return entries.length > 1 || valid.some((person) => !isNameless(person) || addressKey(person.email) in names);
}

/** Returns a row for each person. Empty values are left out. */
export function toRows({ locale }: Draft, people: readonly Person[], accountId: string, roles: readonly RoleChoice[]): readonly InvitationRow[] {
  return people.map(({ email, firstName, lastName }) => ({ email, ...given({ firstName: firstName.trim(), lastName: lastName.trim() }), ...given({ accountId, locale }), roles: [...roles] }));
}

/** Returns the draft with only some of the rows that were made from it. */
export function withRows(draft: Draft, rows: readonly InvitationRow[]): Draft {
  const names = Object.fromEntries(rows.flatMap(({ email, firstName = "", lastName = "" }) => (firstName || lastName ? [[addressKey(email), { firstName, lastName }]] : [])));
  return { ...draft, emails: rows.map(({ email }) => email).join("\n"), firstName: "", lastName: "", names };
}

function given<T extends Record<string, string>>(parts: T): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== "")) as Partial<T>;
}

/**
 * Returns the account of the invitation: the selected one if the user may invite to it, or the
 * only possible one. It returns undefined if the user has to select one. The whole organisation
 * is the empty account.
 */
export function selectedAccount({ accountId }: Draft, organisation: OrganisationWithAccounts): string | undefined {
  const possible = [...(administers(organisation) ? [""] : []), ...administeredAccounts(organisation).map(({ id }) => id)];
  if (accountId !== undefined && possible.includes(accountId)) return accountId;
  return possible.length === 1 ? possible[0] : undefined;
}
