import { expect, it } from "vitest";
import type { Organisation } from "../../api/shapes.ts";
import { type Accounts, type Node, treeOf } from "./tree.ts";

const group: Organisation = { id: "g", name: "Group", partner: true };
const north: Organisation = { id: "n", name: "north", partner: true, parentId: "g" };
const bank: Organisation = { id: "b", name: "Bank", partner: false, parentId: "g" };
const shop: Organisation = { id: "s", name: "Shop", partner: false, parentId: "n" };
const other: Organisation = { id: "o", name: "Other", partner: false };
const seen = [north, other, shop, bank, group];

const accounts: Record<string, Accounts> = {
  g: [], n: "loading", b: [{ id: "a2", name: "Savings" }, { id: "a1", name: "loans" }], s: "failed",
};
const compare = (a: string, b: string) => a.localeCompare(b, "en", { sensitivity: "base" });

const drawn = (node: Node): string => {
  if (node.kind === "organisation") return `${node.organisation.name}(${node.children.map(drawn).join(" ")})`;
  return node.kind === "account" ? node.account.name : node.kind;
};

it("has accounts before organisations, each by name, to any depth", () => {
  expect(drawn(treeOf(group, seen, (id) => accounts[id], compare))).toBe("Group(Bank(loans Savings) north(loading Shop(failed)))");
});

it("begins where it is told to", () => {
  expect(drawn(treeOf(bank, seen, (id) => accounts[id], compare))).toBe("Bank(loans Savings)");
});

it("says that there is nothing only when that is known", () => {
  expect(drawn(treeOf(other, seen, () => [], compare))).toBe("Other(nothing)");
  expect(drawn(treeOf(other, seen, () => undefined, compare))).toBe("Other(loading)");
});
