// Which roles of the catalogue can be granted, and which of the selected ones.

import type { Catalogue, Organisation, Role } from "../../api/types.ts";
import { type Authority, type UnavailableReason, unavailableReason } from "../../lib/authority.ts";

/** The scope at which roles are granted, and the authority of whoever grants them. */
export interface GrantContext {
  readonly authority: Authority;
  readonly organisation: Pick<Organisation, "partner">;
  /** Without it the scope is the whole organisation. */
  readonly accountId?: string | undefined;
}

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
  const options = (roles: readonly Role[]) => toOptions(roles.filter((role) => matches(role, search)), context);
  return {
    recommended: options(catalogue.recommended),
    byCategory: catalogue.byCategory
      .map(({ name, roles }) => ({ name, options: options(roles) }))
      .filter((section) => section.options.available.length + section.options.unavailable.length > 0),
    all: options(catalogue.all),
  };
}

function toOptions(roles: readonly Role[], context: GrantContext): RoleOptions {
  const options = roles.map((role) => toOption(role, context));
  return { available: options.filter((one) => !one.unavailableReason), unavailable: options.filter((one) => one.unavailableReason) };
}

function toOption(role: Role, { authority, organisation, accountId }: GrantContext): RoleOption {
  return { role, unavailableReason: unavailableReason(authority, role, organisation, accountId) };
}

/** Whether the role contains every word of the search. */
function matches(role: Role, search: string): boolean {
  const text = `${role.id} ${role.name} ${role.description} ${role.category}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
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
