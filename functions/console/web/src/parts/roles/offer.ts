// Which roles are offered to be chosen, and which of those chosen can be given.

import type { Catalogue, Organisation, Role } from "../../api/shapes.ts";
import { type Authority, type Hindrance, hindrance } from "../../authority.ts";

/** Where roles are to be given, and by whom. */
export interface Giving {
  readonly authority: Authority;
  readonly organisation: Pick<Organisation, "partner">;
  /** Without it the whole organisation is meant. */
  readonly accountId?: string | undefined;
}

/** A role with what keeps one from giving it, if anything does. */
export interface Judged {
  readonly role: Role;
  readonly hindrance?: Hindrance | undefined;
}

export interface Offer {
  /** The roles that can be given. */
  readonly open: readonly Judged[];
  /** Those that cannot. */
  readonly closed: readonly Judged[];
}

export interface Shelf {
  readonly name: string;
  readonly offer: Offer;
}

/** The catalogue as the three ways to browse it. */
export interface Shelves {
  readonly recommended: Offer;
  readonly byCategory: readonly Shelf[];
  readonly all: Offer;
}

/** The catalogue, judged and searched. Categories without a match are left out. */
export function shelves(catalogue: Catalogue, giving: Giving, search = ""): Shelves {
  const offer = (roles: readonly Role[]) => offerOf(roles.filter((role) => matches(role, search)), giving);
  return {
    recommended: offer(catalogue.recommended),
    byCategory: catalogue.byCategory
      .map(({ name, roles }) => ({ name, offer: offer(roles) }))
      .filter((shelf) => shelf.offer.open.length + shelf.offer.closed.length > 0),
    all: offer(catalogue.all),
  };
}

function offerOf(roles: readonly Role[], giving: Giving): Offer {
  const judged = roles.map((role) => judge(role, giving));
  return { open: judged.filter((one) => !one.hindrance), closed: judged.filter((one) => one.hindrance) };
}

function judge(role: Role, { authority, organisation, accountId }: Giving): Judged {
  return { role, hindrance: hindrance(authority, role, organisation, accountId) };
}

/** Whether each word that is searched for is somewhere in the role. */
function matches(role: Role, search: string): boolean {
  const text = `${role.id} ${role.name} ${role.description} ${role.category}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** What was chosen, as it can be given now. What cannot is kept: it may fit the next scope again. */
export function judgeChosen(chosen: readonly string[], catalogue: Catalogue, giving: Giving): Offer {
  const roles = chosen.flatMap((id) => catalogue.all.find((role) => role.id === id) ?? []);
  return offerOf(roles, giving);
}

/** How many are hindered by what. */
export function hidden(closed: readonly Judged[]): Record<Hindrance, number> {
  const count = (why: Hindrance) => closed.filter((one) => one.hindrance === why).length;
  return { "not-here": count("not-here"), "above-you": count("above-you") };
}
