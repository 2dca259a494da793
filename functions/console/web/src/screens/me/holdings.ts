// What somebody holds, arranged for the eye.

import type { Grant, Organisation } from "../../api/shapes.ts";
import { above } from "../../authority.ts";

/** The roles held directly in one organisation. */
export interface Held {
  readonly organisation: Pick<Organisation, "id" | "name">;
  readonly grants: readonly Grant[];
}

/** The organisations that are governed from one above them. */
export interface Governed {
  readonly source: Organisation;
  readonly role: string;
  readonly organisations: readonly Organisation[];
}

/** Direct grants by organisation, in the order of names; those of the whole organisation before those of accounts. */
export function byOrganisation(grants: readonly Grant[], seen: readonly Organisation[], compare: (a: string, b: string) => number): readonly Held[] {
  const held = new Map<string, Grant[]>();
  for (const grant of grants) {
    const { organisationId } = grant.scope;
    held.set(organisationId, [...(held.get(organisationId) ?? []), grant]);
  }
  return [...held]
    .map(([id, own]) => ({
      organisation: seen.find((one) => one.id === id) ?? { id, name: id },
      grants: own.sort((a, b) => Number(!!a.scope.accountId) - Number(!!b.scope.accountId) || compare(a.role.name, b.role.name)),
    }))
    .sort((a, b) => compare(a.organisation.name, b.organisation.name));
}

/** What each administrative grant at a partner organisation gives below it. */
export function bySource(grants: readonly Grant[], seen: readonly Organisation[]): readonly Governed[] {
  return grants
    .filter(({ role, scope }) => role.id === "partner-organisation-admin" && !scope.accountId)
    .flatMap(({ role, scope }) => {
      const source = seen.find(({ id }) => id === scope.organisationId);
      const organisations = seen.filter((one) => one.id !== scope.organisationId && above(one, seen).includes(scope.organisationId));
      return source && organisations.length > 0 ? [{ source, role: role.name, organisations }] : [];
    });
}
