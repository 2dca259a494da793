// Which roles of the catalogue can be granted, and which of the selected ones.

import type { Catalogue, OrganisationWithAccounts, Role, ScopeKind } from "../../api/types.ts";
import { grantableRoles } from "../../lib/capabilities.ts";
import { containsPermission } from "../../lib/permissions.ts";

/** The scope at which roles are granted. */
export interface GrantContext {
  readonly organisation: Pick<OrganisationWithAccounts, "partner" | "capabilities" | "accounts">;
  /** Without it the scope is the whole organisation. */
  readonly accountId?: string | undefined;
}

/** Why a role cannot be granted: it is not available at the kind of scope, or it exceeds the user's authority. */
export type UnavailableReason = "wrong-scope" | "above-authority";

/** A role, and the reason if it cannot be granted. */
export interface RoleOption {
  readonly role: Role;
  readonly unavailableReason?: UnavailableReason | undefined;
}

export interface RoleOptions {
  /** Roles that can be granted. */
  readonly available: readonly RoleOption[];
  /** Roles that cannot be granted. */
  readonly unavailable: readonly RoleOption[];
}

export interface CategorySection {
  readonly name: string;
  readonly options: RoleOptions;
}

/** The catalogue in the three ways to browse it. */
export interface CatalogueSections {
  readonly recommended: RoleOptions;
  readonly byCategory: readonly CategorySection[];
  readonly all: RoleOptions;
}

/** Returns the catalogue filtered by a search. Categories without a match are left out. */
export function catalogueSections(catalogue: Catalogue, context: GrantContext, search = ""): CatalogueSections {
  const options = (roles: readonly Role[]) => toOptions(roles.filter((role) => matches(role, search, catalogue.permissions ?? [])), context);
  return {
    recommended: options(catalogue.recommended),
    byCategory: catalogue.byCategory
      .map(({ name, roles }) => ({ name, options: options(roles) }))
      .filter((section) => section.options.available.length + section.options.unavailable.length > 0),
    all: options(catalogue.all),
  };
}

function toOptions(roles: readonly Role[], context: GrantContext): RoleOptions {
  const grantable = grantableRoles(context.organisation, context.accountId);
  const options = roles.map((role): RoleOption => (grantable.includes(role.id) ? { role } : { role, unavailableReason: reason(role, context) }));
  return { available: options.filter((one) => !one.unavailableReason), unavailable: options.filter((one) => one.unavailableReason) };
}

function reason(role: Role, { organisation, accountId }: GrantContext): UnavailableReason {
  const whole: ScopeKind = organisation.partner ? "partner-organisation" : "organisation";
  return role.givenAt.includes(accountId ? "account" : whole) ? "above-authority" : "wrong-scope";
}

/** Whether the role contains every word of the search, in its texts or its permissions. */
function matches(role: Role, search: string, permissions: readonly string[]): boolean {
  const text = `${role.id} ${role.name} ${role.description} ${role.category}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word) || containsPermission(role.permissions, word, permissions));
}

/** Checks the selected roles against a scope. Unavailable ones are kept, because they may be available at the next scope. */
export function checkSelected(selected: readonly string[], catalogue: Catalogue, context: GrantContext): RoleOptions {
  const roles = selected.flatMap((id) => catalogue.all.find((role) => role.id === id) ?? []);
  return toOptions(roles, context);
}

/** Counts unavailable roles by reason. */
export function countUnavailable(unavailable: readonly RoleOption[]): Record<UnavailableReason, number> {
  const count = (why: UnavailableReason) => unavailable.filter((one) => one.unavailableReason === why).length;
  return { "wrong-scope": count("wrong-scope"), "above-authority": count("above-authority") };
}
