import { expect, it } from "vitest";
import { readAll } from "./read-all.ts";

it("reads all pages, also after an empty one", async () => {
  const pages: Record<string, { readonly items: readonly number[]; readonly nextCursor?: string }> = {
    first: { items: [1, 2], nextCursor: "second" }, second: { items: [], nextCursor: "third" }, third: { items: [3] },
  };
  const limits: number[] = [];
  const all = await readAll(async ({ cursor, limit }) => {
    limits.push(limit);
    return pages[cursor ?? "first"]!;
  });
  expect(all.flatMap(({ items }) => items)).toEqual([1, 2, 3]);
  expect(limits).toEqual([100, 100, 100]);
});

it("reads a list of one page once", async () => {
  let calls = 0;
  await readAll(async () => {
    calls++;
    return { nextCursor: undefined };
  });
  expect(calls).toBe(1);
});
