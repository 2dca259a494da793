// The question that the screen asks. It is part of the address, so that an answer can be
// sent to somebody else.

import type { Catalogue, OrganisationWithAccounts } from "../../api/types.ts";

/** A question as it is in the address. Empty values are not chosen yet. */
export interface Question {
  readonly person: string;
  readonly permission: string;
  /** Empty for the whole organisation. */
  readonly account: string;
}

export function parseQuestion(params: URLSearchParams): Question {
  return { person: params.get("person") ?? "", permission: params.get("permission") ?? "", account: params.get("account") ?? "" };
}

/** Returns the parameters of the address, without empty values. */
export function toParams(question: Question): Record<string, string> {
  return Object.fromEntries(Object.entries(question).filter(([, value]) => value));
}

/** What an address names and does not exist. */
export interface Unknown {
  readonly permission: boolean;
  readonly account: boolean;
}

/** Returns what of a question does not exist. An address may be old or mistyped. */
export function unknownParts({ permission, account }: Question, { permissions }: Pick<Catalogue, "permissions">, { accounts }: Pick<OrganisationWithAccounts, "accounts">): Unknown {
  return {
    permission: permission !== "" && permissions?.includes(permission) !== true,
    account: account !== "" && !accounts.some(({ id }) => id === account),
  };
}

/** Whether a question can be asked. */
export function isComplete({ person, permission }: Question, unknown: Unknown): boolean {
  return person !== "" && permission !== "" && !unknown.permission && !unknown.account;
}
