// An organisation or an account that the user administers.

import type { Organisation } from "../../api/types.ts";
import type { Node } from "./tree.ts";

export interface Part {
  readonly kind: "organisation" | "account";
  readonly name: string;
  readonly organisation: Organisation;
  /** Undefined for an organisation. */
  readonly accountId?: string;
}

/** Returns the organisation or account of a node; undefined for a placeholder, and if the user does not administer the whole organisation. */
export function partOf(node: Node, visible: readonly Organisation[]): Part | undefined {
  if (node.kind !== "organisation" && node.kind !== "account") return undefined;
  const organisation = visible.find(({ id }) => id === (node.kind === "account" ? node.organisationId : node.id));
  if (!organisation?.capabilities?.administer) return undefined;
  return node.kind === "account" ? { kind: "account", name: node.account.name, organisation, accountId: node.id } : { kind: "organisation", name: node.organisation.name, organisation };
}

/** Reports whether the user may delete a part once it is empty: an account, or an organisation that they govern from above. */
export const mayDelete = ({ kind, organisation }: Part): boolean => kind === "account" || organisation.capabilities?.delete === true;
