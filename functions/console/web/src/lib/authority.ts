// The user's authority in an organisation, derived from grants. It mirrors `governs` in
// shared/access/policy.go, so that the console offers only what the API allows. The API
// checks every call itself.

import type { Grant, Organisation, OrganisationWithAccounts, Role, ScopeKind } from "../api/types.ts";

const partnerAdmin = "partner-organisation-admin";
const organisationAdmin = "organisation-admin";
const accountAdmin = "account-admin";

export interface Authority {
  /** `partner` and `organisation` govern the whole organisation: `partner` all roles, `organisation` all but Partner Organisation Admin. */
  readonly level: "partner" | "organisation" | "accounts" | "none";
  /** The accounts governed, for the level `accounts`. */
  readonly accounts: readonly string[];
}

export const noAuthority: Authority = { level: "none", accounts: [] };

type OrganisationPosition = Pick<Organisation, "id" | "partner" | "parentId" | "inheritedFrom">;

/** Returns the authority that grants give in an organisation. Parents are looked up in the organisations that the user can see. */
export function authorityIn(organisation: OrganisationPosition, grants: readonly Grant[], visible: readonly Organisation[]): Authority {
  const whole = (role: string, organisationId: string) =>
    grants.some((held) => held.role.id === role && held.scope.organisationId === organisationId && !held.scope.accountId);
  if (selfAndAncestors(organisation, visible).some((id) => whole(partnerAdmin, id))) return { level: "partner", accounts: [] };
  if (whole(organisationAdmin, organisation.id)) return { level: "organisation", accounts: [] };
  const accounts = grants.flatMap((held) =>
    held.role.id === accountAdmin && held.scope.organisationId === organisation.id && held.scope.accountId ? [held.scope.accountId] : []);
  return accounts.length > 0 ? { level: "accounts", accounts } : noAuthority;
}

/** Returns the ids of the organisation and its ancestors, nearest first, as far as they are visible. */
export function selfAndAncestors(organisation: OrganisationPosition, visible: readonly Organisation[]): readonly string[] {
  const chain = [organisation.id];
  if (organisation.inheritedFrom) chain.push(organisation.inheritedFrom.organisationId);
  for (let next = organisation.parentId; next && !chain.includes(next); ) {
    chain.push(next);
    next = visible.find((one) => one.id === next)?.parentId;
  }
  return chain;
}

/** Whether the authority covers a scope: an account, or the whole organisation without one. */
export function governs(authority: Authority, accountId?: string): boolean {
  if (authority.level === "accounts") return accountId !== undefined && authority.accounts.includes(accountId);
  return authority.level !== "none";
}

/** Returns the kind of scope: an account, or the whole organisation without one. */
export function scopeKind(organisation: Pick<Organisation, "partner">, accountId?: string): ScopeKind {
  if (accountId) return "account";
  return organisation.partner ? "partner-organisation" : "organisation";
}

/** Why a role cannot be granted: it is not available at the kind of scope, or it exceeds the authority. */
export type UnavailableReason = "wrong-scope" | "above-authority";

/** Returns why a role cannot be granted at a scope, or undefined if it can. */
export function unavailableReason(authority: Authority, role: Role, organisation: Pick<Organisation, "partner">, accountId?: string): UnavailableReason | undefined {
  if (!role.givenAt.includes(scopeKind(organisation, accountId))) return "wrong-scope";
  return mayChange(authority, role.id, accountId) ? undefined : "above-authority";
}

/** Whether a direct role at a scope, or the offer of one, may be changed or removed. */
export function mayChange(authority: Authority, roleId: string, accountId?: string): boolean {
  return governs(authority, accountId) && (roleId !== partnerAdmin || authority.level === "partner");
}

/** Returns the roles that may be granted at a scope. */
export function grantableRoles(authority: Authority, roles: readonly Role[], organisation: Pick<Organisation, "partner">, accountId?: string): readonly Role[] {
  return roles.filter((role) => unavailableReason(authority, role, organisation, accountId) === undefined);
}

/** Returns the scopes to which the user may invite people: the whole organisation, and accounts. */
export function invitableScopes(authority: Authority, organisation: OrganisationWithAccounts): { readonly whole: boolean; readonly accounts: OrganisationWithAccounts["accounts"] } {
  return { whole: governs(authority), accounts: organisation.accounts.filter(({ id }) => governs(authority, id)) };
}

export type ScreenName = "users" | "members" | "structure" | "auditLog";

/** Returns the screens of an organisation that the authority gives access to. */
export function screensFor(authority: Authority): readonly ScreenName[] {
  switch (authority.level) {
    case "none":
      return ["structure"];
    case "accounts":
      return ["users", "members", "structure"];
    default:
      return ["users", "members", "structure", "auditLog"];
  }
}

/** Whether organisations may be created below the organisation. */
export function mayCreateBelow(authority: Authority, organisation: Pick<Organisation, "partner">): boolean {
  return authority.level === "partner" && organisation.partner;
}
