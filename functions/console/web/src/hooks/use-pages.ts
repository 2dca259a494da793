// Pages of a list. The API returns the cursor of the next page only, so the cursors of the
// previous pages are kept.

import { keepPreviousData, type QueryKey, useQuery, useQueryClient, type UseQueryOptions } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { Page } from "../api/fill-page.ts";
import type { QueryState } from "../lib/combine-queries.ts";
import { useQueryParameters } from "./use-query-parameters.ts";

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
  /** The positions of the pages that are known, from the first one on. */
  readonly positions: readonly Position[];
  /** The cursor after which there is nothing. */
  readonly end?: string | undefined;
}

/** Keeps the positions, and forgets them when `listed`, the key of the list, changes. */
function usePositions(listed: string): readonly [Positions, (positions: Positions) => void] {
  const [kept, keep] = useState<Positions & { readonly listed: string }>({ listed, positions: [start] });
  return [kept.listed === listed ? kept : { positions: [start] }, (positions) => keep({ listed, ...positions })];
}

/** Returns the number of the page in the address, starting at 0, and a function that changes it. */
function usePageNumber(): readonly [number, (page: number, options?: { readonly push: boolean }) => void] {
  const [query, change] = useQueryParameters();
  const number = Number(query.get("page"));
  return [Number.isInteger(number) && number > 1 ? number - 1 : 0, (page, options) => change({ page: page > 0 ? String(page + 1) : undefined }, options)];
}

/**
 * Queries a list page by page. The current page stays visible until the next one is loaded. The
 * number of the page is in the address. If its cursor is not known, as after a reload, the pages
 * before it are read first.
 */
export function usePages<Item, Key extends QueryKey>(listed: string, read: (cursor: string | undefined) => UseQueryOptions<Page<Item>, Error, Page<Item>, Key>) {
  const [wanted, turnTo] = usePageNumber();
  const [{ positions, end }, setPositions] = usePositions(listed);
  const page = Math.min(wanted, positions.length - 1);
  const current = positions[page] ?? start;
  const options = read(current.cursor);
  const query = useQuery({ ...options, placeholderData: keepPreviousData });
  const { data, error, isFetching, isPlaceholderData, refetch } = query;
  const nextCursor = data && data.items.length > 0 && data.nextCursor !== end ? data.nextCursor : undefined;
  const findNext = () => setPositions({ positions: [...positions.slice(0, page + 1), { cursor: nextCursor, before: current.before + (data?.items.length ?? 0) }], end });
  const turn = (to: number) => {
    if (isPlaceholderData || !data) return; // the cursor belongs to another page
    if (to > page && nextCursor !== undefined) findNext();
    turnTo(to, { push: true });
  };
  const loaded = data !== undefined && !isPlaceholderData && data.search !== "running";
  // The last entry of the page was removed, or the list ended with the page before.
  const emptyPage = page > 0 && loaded && data.items.length === 0 && data.nextCursor === undefined;
  const turnBack = useEffectEvent(() => setPositions({ positions: positions.slice(0, page), end: current.cursor }));
  useEffect(() => {
    if (emptyPage) turnBack();
  }, [emptyPage]);
  const before = page < wanted && loaded;
  const approach = useEffectEvent(() => (nextCursor === undefined ? turnTo(page) : findNext()));
  useEffect(() => {
    if (before) approach();
  }, [before, page]);
  const search = useSearch(options.queryKey, query);
  const shown: QueryState<Page<Item>> = { data: page < wanted ? undefined : data, error, isFetching, refetch };
  return { query: shown, paging: { page, before: current.before, nextCursor, turn, search } };
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
