import { expect, it } from "vitest";
import type { Organisation } from "../../api/types.ts";
import { type Accounts, type Node, buildTree } from "./tree.ts";

const group: Organisation = { id: "g", name: "Group", partner: true };
const north: Organisation = { id: "n", name: "north", partner: true, parentId: "g" };
const bank: Organisation = { id: "b", name: "Bank", partner: false, parentId: "g" };
const shop: Organisation = { id: "s", name: "Shop", partner: false, parentId: "n" };
const other: Organisation = { id: "o", name: "Other", partner: false };
const visible = [north, other, shop, bank, group];

const accounts: Record<string, Accounts> = {
  g: [], n: "loading", b: [{ id: "a2", name: "Savings" }, { id: "a1", name: "loans" }], s: "failed",
};
const compare = (a: string, b: string) => a.localeCompare(b, "en", { sensitivity: "base" });

const drawn = (node: Node): string => {
  if (node.kind === "organisation") return `${node.organisation.name}(${node.children.map(drawn).join(" ")})`;
  return node.kind === "account" ? node.account.name : node.kind;
};

it("sorts accounts before organisations, each by name, to any depth", () => {
  expect(drawn(buildTree(group, visible, (id) => accounts[id], compare))).toBe("Group(Bank(loans Savings) north(loading Shop(failed)))");
});

it("starts at the given organisation", () => {
  expect(drawn(buildTree(bank, visible, (id) => accounts[id], compare))).toBe("Bank(loans Savings)");
});

it("is empty only when the accounts are loaded", () => {
  expect(drawn(buildTree(other, visible, () => [], compare))).toBe("Other(empty)");
  expect(drawn(buildTree(other, visible, () => undefined, compare))).toBe("Other(loading)");
});
