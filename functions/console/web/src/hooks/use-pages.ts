// Pages of a list. The API returns the cursor of the next page only, so the cursors of the
// previous pages are kept.

import { keepPreviousData, type QueryKey, useQuery, useQueryClient, type UseQueryOptions } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { Page } from "../api/fill-page.ts";

/** The position in a list. */
export interface Paging {
  /** The page number, starting at 0. */
  readonly page: number;
  /** How many entries the previous pages have. */
  readonly before: number;
  /** The cursor of the next page; undefined on the last one. */
  readonly nextCursor: string | undefined;
  readonly turn: (page: number) => void;
  /** The search for the entries of this page, if it is running or was stopped before the page was full. */
  readonly search: Search | undefined;
}

export interface Search {
  readonly running: boolean;
  readonly stop: () => void;
  readonly goOn: () => void;
}

/** A page in the list: its cursor, and how many entries are before it. */
interface Position {
  readonly cursor: string | undefined;
  readonly before: number;
}

const start: Position = { cursor: undefined, before: 0 };

interface Positions {
  /** The positions of the current page and the previous ones. */
  readonly positions: readonly Position[];
  /** The cursor after which there is nothing. */
  readonly end?: string | undefined;
}

/** Keeps the positions, and returns to the first page when `listed`, the key of the list, changes. */
function usePositions(listed: string): readonly [Positions, (positions: Positions) => void] {
  const [kept, keep] = useState<Positions & { readonly listed: string }>({ listed, positions: [start] });
  return [kept.listed === listed ? kept : { positions: [start] }, (positions) => keep({ listed, ...positions })];
}

/** Queries a list page by page. The current page stays visible until the next one is loaded. */
export function usePages<Item, Key extends QueryKey>(listed: string, read: (cursor: string | undefined) => UseQueryOptions<Page<Item>, Error, Page<Item>, Key>) {
  const [{ positions, end }, setPositions] = usePositions(listed);
  const current = positions.at(-1) ?? start;
  const options = read(current.cursor);
  const query = useQuery({ ...options, placeholderData: keepPreviousData });
  const { data, isPlaceholderData } = query;
  const page = positions.length - 1;
  const nextCursor = data && data.items.length > 0 && data.nextCursor !== end ? data.nextCursor : undefined;
  const turn = (to: number) => {
    if (isPlaceholderData || !data) return; // the cursor belongs to another page
    if (to > page && nextCursor !== undefined) setPositions({ positions: [...positions, { cursor: nextCursor, before: current.before + data.items.length }], end });
    else setPositions({ positions: positions.slice(0, to + 1), end });
  };
  // The last entry of the page was removed, or the list ended with the page before.
  const emptyPage = page > 0 && !isPlaceholderData && data?.items.length === 0 && data.nextCursor === undefined;
  const turnBack = useEffectEvent(() => setPositions({ positions: positions.slice(0, -1), end: current.cursor }));
  useEffect(() => {
    if (emptyPage) turnBack();
  }, [emptyPage]);
  const search = useSearch(options.queryKey, query);
  return { query, paging: { page, before: current.before, nextCursor, turn, search } };
}

/** Returns the search of a page that is not full. */
function useSearch<Item>(queryKey: QueryKey, { data, isPlaceholderData, isFetching, refetch }: { readonly data: Page<Item> | undefined; readonly isPlaceholderData: boolean; readonly isFetching: boolean; readonly refetch: () => unknown }): Search | undefined {
  const cache = useQueryClient();
  const set = (search: Page<Item>["search"]) => cache.setQueryData<Page<Item>>(queryKey, (before) => before && { ...before, search });
  if (!data?.search || isPlaceholderData) return undefined;
  return {
    running: data.search === "running" && isFetching,
    stop: () => void set("stopped"),
    goOn: () => {
      set("running");
      void refetch();
    },
  };
}

/** Returns the number of entries up to the current page for a heading, with a plus sign if more follow. */
export function itemCount(items: readonly unknown[], { before, nextCursor }: Paging): string {
  return `(${before + items.length}${nextCursor ? "+" : ""})`;
}
