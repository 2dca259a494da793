// What a person may do in an organisation, read from what they hold. It mirrors
// `governs` in shared/access/policy.go, so that the console offers what would be
// granted; the API judges every call itself.

import type { Grant, Organisation, OrganisationWithAccounts, Role, ScopeKind } from "./api/shapes.ts";

const partnerAdmin = "partner-organisation-admin";
const organisationAdmin = "organisation-admin";
const accountAdmin = "account-admin";

export interface Authority {
  /** The whole organisation, through a grant of it or of one above: `partner` governs every role, `organisation` all but Partner Organisation Admin. */
  readonly level: "partner" | "organisation" | "accounts" | "none";
  /** The accounts governed, for the level `accounts`. */
  readonly accounts: readonly string[];
}

export const nothing: Authority = { level: "none", accounts: [] };

type Place = Pick<Organisation, "id" | "partner" | "parentId" | "inheritedFrom">;

/** What somebody with these grants governs in an organisation. Of the organisations that they see, those above it are looked up. */
export function authorityIn(place: Place, grants: readonly Grant[], seen: readonly Organisation[]): Authority {
  const whole = (role: string, organisationId: string) =>
    grants.some((held) => held.role.id === role && held.scope.organisationId === organisationId && !held.scope.accountId);
  if (above(place, seen).some((id) => whole(partnerAdmin, id))) return { level: "partner", accounts: [] };
  if (whole(organisationAdmin, place.id)) return { level: "organisation", accounts: [] };
  const accounts = grants.flatMap((held) =>
    held.role.id === accountAdmin && held.scope.organisationId === place.id && held.scope.accountId ? [held.scope.accountId] : []);
  return accounts.length > 0 ? { level: "accounts", accounts } : nothing;
}

/** The organisation and those above it, the nearest first, as far as they can be seen. */
export function above(place: Place, seen: readonly Organisation[]): readonly string[] {
  const chain = [place.id];
  if (place.inheritedFrom) chain.push(place.inheritedFrom.organisationId);
  for (let next = place.parentId; next && !chain.includes(next); ) {
    chain.push(next);
    next = seen.find((one) => one.id === next)?.parentId;
  }
  return chain;
}

/** Whether they administer a scope: an account, or without one the whole organisation. */
export function governs(authority: Authority, accountId?: string): boolean {
  if (authority.level === "accounts") return accountId !== undefined && authority.accounts.includes(accountId);
  return authority.level !== "none";
}

/** The kind of scope of an account, or of the whole organisation. */
export function kindOf(place: Pick<Organisation, "partner">, accountId?: string): ScopeKind {
  if (accountId) return "account";
  return place.partner ? "partner-organisation" : "organisation";
}

/** Why a role cannot be given: it does not fit the scope, or it is above one's own authority. */
export type Hindrance = "not-here" | "above-you";

/** What keeps them from giving a role at a scope; undefined if nothing does. */
export function hindrance(authority: Authority, role: Role, place: Pick<Organisation, "partner">, accountId?: string): Hindrance | undefined {
  if (!role.givenAt.includes(kindOf(place, accountId))) return "not-here";
  return mayTouch(authority, role.id, accountId) ? undefined : "above-you";
}

/** Whether they may change or take away a role that is held directly at a scope, or the offer of one. */
export function mayTouch(authority: Authority, roleId: string, accountId?: string): boolean {
  return governs(authority, accountId) && (roleId !== partnerAdmin || authority.level === "partner");
}

/** The roles that they may give at a scope. */
export function givable(authority: Authority, roles: readonly Role[], place: Pick<Organisation, "partner">, accountId?: string): readonly Role[] {
  return roles.filter((role) => hindrance(authority, role, place, accountId) === undefined);
}

/** Where they may invite to: the whole organisation, or some of its accounts. */
export function invitableScopes(authority: Authority, place: OrganisationWithAccounts): { readonly whole: boolean; readonly accounts: OrganisationWithAccounts["accounts"] } {
  return { whole: governs(authority), accounts: place.accounts.filter(({ id }) => governs(authority, id)) };
}

export type ScreenName = "users" | "permissions" | "structure" | "activity";

/** The screens of an organisation that have something to show to them. */
export function screensFor(authority: Authority): readonly ScreenName[] {
  switch (authority.level) {
    case "none":
      return ["structure"];
    case "accounts":
      return ["users", "permissions", "structure"];
    default:
      return ["users", "permissions", "structure", "activity"];
  }
}

/** Whether they may create organisations below it. */
export function mayCreateBelow(authority: Authority, place: Pick<Organisation, "partner">): boolean {
  return authority.level === "partner" && place.partner;
}
