// The tree of organisations below one, with the accounts of the expanded ones.

import type { Organisation, OrganisationWithAccounts } from "../../api/types.ts";

type Account = OrganisationWithAccounts["accounts"][number];

/** The accounts of an organisation. They are loaded when it is expanded. */
export type Accounts = readonly Account[] | "loading" | "failed" | undefined;

export type Node =
  | { readonly kind: "organisation"; readonly id: string; readonly organisation: Organisation; readonly children: readonly Node[] }
  | { readonly kind: "account"; readonly id: string; readonly account: Account; readonly organisationId: string }
  /** A placeholder: accounts are loading, failed to load, or there are no children. */
  | { readonly kind: "loading" | "failed" | "empty"; readonly id: string; readonly organisationId: string };

type Compare = (a: string, b: string) => number;

/** Builds the tree: accounts first, then organisations, each sorted by name. */
export function buildTree(root: Organisation, visible: readonly Organisation[], accountsOf: (id: string) => Accounts, compare: Compare): Node {
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => compare(a.name, b.name);
  const below = visible.filter(({ parentId }) => parentId === root.id).sort(byName);
  const children = [
    ...accountNodes(root.id, accountsOf(root.id), byName),
    ...below.map((one) => buildTree(one, visible, accountsOf, compare)),
  ];
  const nothing: Node = { kind: "empty", id: `${root.id} nothing`, organisationId: root.id };
  return { kind: "organisation", id: root.id, organisation: root, children: children.length > 0 ? children : [nothing] };
}

function accountNodes(organisationId: string, accounts: Accounts, byName: (a: Account, b: Account) => number): readonly Node[] {
  if (accounts === undefined || accounts === "loading") return [{ kind: "loading", id: `${organisationId} loading`, organisationId }];
  if (accounts === "failed") return [{ kind: "failed", id: `${organisationId} failed`, organisationId }];
  return [...accounts].sort(byName).map((account) => ({ kind: "account", id: account.id, account, organisationId }));
}
