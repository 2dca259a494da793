import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { type Answer, fillPage, type Page, pageSize } from "./fill-page.ts";

type Numbers = Page<number>;
const queryKey = ["numbers"];
const count = (length: number, from = 0) => Array.from({ length }, (_, at) => from + at);
const now = (cache: QueryClient) => cache.getQueryData<Numbers>(queryKey);

/** A list with the answers of a server in turn. `cursors` are the cursors that it was asked for. */
function list(...answers: readonly (readonly number[])[]) {
  const cursors: (string | undefined)[] = [];
  const read = async (cursor: string | undefined): Promise<Answer<number>> => {
    const at = Number(cursor ?? 0);
    cursors.push(cursor);
    return { items: answers[at] ?? [], nextCursor: at + 1 < answers.length ? String(at + 1) : undefined };
  };
  return { cursors, read };
}

const fetch = (cache: QueryClient, read: Parameters<typeof fillPage<number>>[0], from?: string) => cache.query({ queryKey, queryFn: fillPage(read, from), staleTime: 0 });

it("goes on after short and empty answers until the page is full", async () => {
  const { cursors, read } = list([], [1, 2], [], count(23, 3), [99]);
  const page = await fetch(new QueryClient(), read);
  expect(page).toEqual({ items: [1, 2, ...count(23, 3)], nextCursor: "4" });
  expect(cursors).toEqual([undefined, "1", "2", "3"]);
});

it("asks for what the page lacks", async () => {
  const limits: number[] = [];
  await fetch(new QueryClient(), async (cursor, limit) => {
    limits.push(limit);
    return cursor ? { items: [] } : { items: [1, 2, 3], nextCursor: "next" };
  });
  expect(limits).toEqual([pageSize, pageSize - 3]);
});

it("goes on to the end of a list without matches", async () => {
  const { cursors, read } = list([], [], []);
  expect(await fetch(new QueryClient(), read)).toEqual({ items: [], nextCursor: undefined });
  expect(cursors).toEqual([undefined, "1", "2"]);
});

it("shows what was found so far, stops when told to, and goes on from there", async () => {
  const cache = new QueryClient();
  const { cursors, read } = list([1], [2], [3], [4]);
  const stopping = await fetch(cache, async (cursor) => {
    if (cursor === "1") {
      expect(now(cache)).toEqual({ items: [1], nextCursor: "1", search: "running" });
      cache.setQueryData<Numbers>(queryKey, { ...now(cache)!, search: "stopped" });
    }
    return read(cursor);
  });
  expect(stopping).toEqual({ items: [1, 2], nextCursor: "2", search: "stopped" });

  cache.setQueryData<Numbers>(queryKey, { ...now(cache)!, search: "running" });
  expect(await fetch(cache, read)).toEqual({ items: [1, 2, 3, 4], nextCursor: undefined });
  expect(cursors).toEqual([undefined, "1", "2", "3"]);
});

it("refreshes a page as a whole", async () => {
  const cache = new QueryClient();
  cache.setQueryData<Numbers>(queryKey, { items: [1, 2] });
  const { read } = list([1], [2], [3]);
  const page = await fetch(cache, async (cursor) => {
    expect(now(cache)).toEqual({ items: [1, 2] });
    return read(cursor);
  });
  expect(page).toEqual({ items: [1, 2, 3], nextCursor: undefined });
});

it("does not begin a stopped search again at a refresh", async () => {
  const cache = new QueryClient();
  cache.setQueryData<Numbers>(queryKey, { items: [1], nextCursor: "1", search: "stopped" });
  const { cursors, read } = list([], [1], [2], [3]);
  expect(await fetch(cache, read)).toEqual({ items: [1], nextCursor: "2", search: "stopped" });
  expect(cursors).toEqual([undefined, "1"]);
});
