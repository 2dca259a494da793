import { expect, it } from "vitest";
import { containsPermission, groupByThing } from "./permissions.ts";

it("groups permissions by thing", () => {
  expect(groupByThing(["*:*"])).toBe("everything");
  expect(groupByThing(["billing:read", "document:read", "billing:update"])).toEqual([
    { thing: "billing", actions: ["read", "update"] }, { thing: "document", actions: ["read"] },
  ]);
  expect(groupByThing(["audit:export", "audit:*"])).toEqual([{ thing: "audit", actions: "all" }]);
  expect(groupByThing([])).toEqual([]);
});

it("finds permissions, by wildcards too", () => {
  const known = ["billing:delete", "billing:read", "document:read"];
  const contains = (word: string, ...permissions: string[]) => containsPermission(permissions, word, known);
  for (const word of ["billing", "billing:", "billing:read", ":read", "read"]) expect([word, contains(word, "billing:read")]).toEqual([word, true]);
  expect(contains("billing:delete", "billing:*")).toBe(true);
  expect(contains("billing:del", "*:*")).toBe(true);
  expect(contains("billing:delete", "billing:read")).toBe(false);
  expect(contains("document:read", "billing:*")).toBe(false);
  expect(contains("billing:fly", "*:*")).toBe(false);
  expect(contains("billing", "*:*")).toBe(false);
});
