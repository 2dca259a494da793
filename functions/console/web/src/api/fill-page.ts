// Full pages of a list. The work of one request of the API is bounded, so that an answer may
// be shorter than a page, or empty, and the list goes on all the same.

import type { QueryFunction } from "@tanstack/react-query";

/** How many entries a page has, unless the user chose otherwise. */
export const pageSize = 25;

/** A page as the API answers it. */
export interface Answer<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/** A page as the console shows it. */
export interface Page<Item> extends Answer<Item> {
  /** Whether the page is not full because its search is running, or was stopped by the user. */
  readonly search?: "running" | "stopped" | undefined;
}

/** Reads up to `limit` entries from a cursor. */
type Read<Item> = (cursor: string | undefined, limit: number, signal: AbortSignal) => Promise<Answer<Item>>;

/**
 * Returns a query function that reads until the page is full or the list ends. What it has found
 * so far is the data of the query meanwhile. The search ends early when the data says that it is
 * stopped, and goes on from there when the data says that it is running.
 */
export function fillPage<Item>(read: Read<Item>, cursor: string | undefined, size = pageSize): QueryFunction<Page<Item>> {
  return async ({ client, queryKey, signal }) => {
    const shown = () => client.getQueryData<Page<Item>>(queryKey);
    const before = shown();
    // A page that is shown already is replaced as a whole. A stopped search is not begun again by itself.
    const goal = before?.search === "stopped" ? before.items.length : size;
    const visible = !before || before.search === "running";
    let page: Answer<Item> = visible && before ? before : { items: [], nextCursor: cursor };
    do {
      const { items, nextCursor } = await read(page.nextCursor, size - page.items.length, signal);
      page = { items: [...page.items, ...items], nextCursor };
      if (isFull(page, goal)) break;
      if (visible && shown()?.search === "stopped") return { ...page, search: "stopped" };
      if (visible) client.setQueryData<Page<Item>>(queryKey, { ...page, search: "running" });
    } while (!signal.aborted);
    return isFull(page, size) ? page : { ...page, search: "stopped" };
  };
}

function isFull({ items, nextCursor }: Answer<unknown>, size: number): boolean {
  return nextCursor === undefined || items.length >= size;
}
