// The organisations below one, as a tree, with the accounts of those that are open.

import type { Organisation, OrganisationWithAccounts } from "../../api/shapes.ts";

type Account = OrganisationWithAccounts["accounts"][number];

/** What is known of an organisation's accounts. They are read when it is opened. */
export type Accounts = readonly Account[] | "loading" | "failed" | undefined;

export type Node =
  | { readonly kind: "organisation"; readonly id: string; readonly organisation: Organisation; readonly children: readonly Node[] }
  | { readonly kind: "account"; readonly id: string; readonly account: Account; readonly organisationId: string }
  /** In the place of what is not there: accounts on their way, or not to be had, or nothing at all. */
  | { readonly kind: "loading" | "failed" | "nothing"; readonly id: string; readonly organisationId: string };

type Compare = (a: string, b: string) => number;

/** An organisation with its accounts first, and then the organisations below it, each by name. */
export function treeOf(root: Organisation, seen: readonly Organisation[], accountsOf: (id: string) => Accounts, compare: Compare): Node {
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => compare(a.name, b.name);
  const below = seen.filter(({ parentId }) => parentId === root.id).sort(byName);
  const children = [
    ...accountNodes(root.id, accountsOf(root.id), byName),
    ...below.map((one) => treeOf(one, seen, accountsOf, compare)),
  ];
  const nothing: Node = { kind: "nothing", id: `${root.id} nothing`, organisationId: root.id };
  return { kind: "organisation", id: root.id, organisation: root, children: children.length > 0 ? children : [nothing] };
}

function accountNodes(organisationId: string, accounts: Accounts, byName: (a: Account, b: Account) => number): readonly Node[] {
  if (accounts === undefined || accounts === "loading") return [{ kind: "loading", id: `${organisationId} loading`, organisationId }];
  if (accounts === "failed") return [{ kind: "failed", id: `${organisationId} failed`, organisationId }];
  return [...accounts].sort(byName).map((account) => ({ kind: "account", id: account.id, account, organisationId }));
}
