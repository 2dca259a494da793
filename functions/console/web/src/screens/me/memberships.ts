// The user's grants, grouped for display.

import type { Grant, Organisation } from "../../api/types.ts";

/** The direct grants in one organisation. */
export interface Membership {
  readonly organisation: Pick<Organisation, "id" | "name">;
  readonly grants: readonly Grant[];
}

/** The organisations that a grant at a parent organisation covers. */
export interface InheritedAccess {
  readonly source: Organisation;
  readonly role: string;
  readonly organisations: readonly Organisation[];
}

/** Groups direct grants by organisation name. Grants for the whole organisation come before those for accounts. */
export function groupByOrganisation(grants: readonly Grant[], visible: readonly Organisation[], compare: (a: string, b: string) => number): readonly Membership[] {
  const held = new Map<string, Grant[]>();
  for (const grant of grants) {
    const { organisationId } = grant.scope;
    held.set(organisationId, [...(held.get(organisationId) ?? []), grant]);
  }
  return [...held]
    .map(([id, own]) => ({
      organisation: visible.find((one) => one.id === id) ?? { id, name: id },
      grants: own.sort((a, b) => Number(!!a.scope.accountId) - Number(!!b.scope.accountId) || compare(a.role.name, b.role.name)),
    }))
    .sort((a, b) => compare(a.organisation.name, b.organisation.name));
}

/** Returns the organisations below each grant that also holds there. */
export function groupBySource(grants: readonly Grant[], visible: readonly Organisation[]): readonly InheritedAccess[] {
  return grants
    .filter(({ below }) => below)
    .flatMap(({ role, scope }) => {
      const source = visible.find(({ id }) => id === scope.organisationId);
      const organisations = visible.filter((one) => isBelow(one, scope.organisationId, visible));
      return source && organisations.length > 0 ? [{ source, role: role.name, organisations }] : [];
    });
}

function isBelow({ parentId }: Organisation, id: string, visible: readonly Organisation[]): boolean {
  if (!parentId) return false;
  const parent = visible.find((one) => one.id === parentId);
  return parentId === id || (parent !== undefined && isBelow(parent, id, visible));
}
