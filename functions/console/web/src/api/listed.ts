// What a page of a list has after a write. The lists are sorted by email address.

import { isFound } from "../lib/search.ts";
import type { Page } from "./fill-page.ts";
import type { Invitation, PermissionRow } from "./types.ts";

/** The filters of a list of invitations. Empty values are ignored. */
export interface ListedInvitations {
  readonly status: readonly Invitation["status"][];
  readonly needsInviter: boolean;
  readonly search: string;
  readonly account: string;
}

/** The filters of a list of members. Empty values are ignored. */
export interface ListedMembers {
  readonly search: string;
  readonly account: string;
  readonly role: string;
}

/** Returns an invitation that was written, with what only a read says of it: whether the user may edit it, and whether it needs an inviter. */
export function asRead(written: Invitation, shown: Invitation | undefined): Invitation {
  const needsInviter = shown?.needsInviter && written.status === "pending" && written.invitedBy.userId === shown.invitedBy.userId;
  return { ...written, ...(shown?.editable && { editable: true }), ...(needsInviter && { needsInviter }) };
}

/** Returns an invitation as it is after it was revoked: nothing can be answered any more. */
export function asRevoked(invitation: Invitation): Invitation {
  const revoked: Invitation = { ...invitation, status: "revoked" };
  delete revoked.needsInviter;
  delete revoked.acceptanceRequest;
  return revoked;
}

/** Returns a page with an invitation as it is now: in its place, or not, if it is not of this list or of another page. */
export function invitationsOnPage(page: Page<Invitation>, changed: Invitation, listed: ListedInvitations, first: boolean): Page<Invitation> {
  const written = asRead(changed, page.items.find(({ id }) => id === changed.id));
  const others = page.items.filter(({ id }) => id !== written.id);
  if (!isListed(written, listed)) return { ...page, items: others };
  if (others.length < page.items.length) return { ...page, items: page.items.map((one) => (one.id === written.id ? written : one)) };
  const following = others.findIndex(({ email }) => compare(email, written.email) > 0);
  const ofAnotherPage = following === -1 ? page.nextCursor !== undefined : following === 0 && !first;
  const at = following === -1 ? others.length : following;
  return ofAnotherPage ? page : { ...page, items: [...others.slice(0, at), written, ...others.slice(at)] };
}

/** Returns a page with the access of a person as it is now. A person who is not on the page is not added to it. */
export function membersOnPage(page: Page<PermissionRow>, row: PermissionRow, { account, role }: ListedMembers): Page<PermissionRow> {
  const grants = row.grants.filter(({ scope }) => account === "" || scope.accountId === account);
  const listed = grants.some((grant) => role === "" || grant.role.id === role);
  return { ...page, items: page.items.flatMap((one) => (one.user.id !== row.user.id ? one : listed ? { ...row, grants } : [])) };
}

function isListed(one: Invitation, listed: ListedInvitations): boolean {
  return listed.status.includes(one.status) && (!listed.needsInviter || one.needsInviter === true) && isFound(listed.search, one) && (listed.account === "" || one.accountId === listed.account);
}

function compare(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}
