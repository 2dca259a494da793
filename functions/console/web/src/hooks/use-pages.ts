// Pages of a list. The API returns the cursor of the next page only, so the cursors of the
// previous pages are kept.

import { keepPreviousData, type QueryKey, useQuery, type UseQueryOptions } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";

/** The position in a list. */
export interface Paging {
  /** The cursor of the current page; undefined for the first page. */
  readonly cursor: string | undefined;
  /** The page number, starting at 0. */
  readonly page: number;
  readonly turn: (page: number, nextCursor: string | undefined) => void;
}

/** Returns to the first page when `listed`, the key of the list, changes. */
function usePaging(listed: string): Paging {
  const [position, setPosition] = useState<{ readonly listed: string; readonly cursors: readonly string[] }>({ listed, cursors: [] });
  const cursors = position.listed === listed ? position.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length,
    turn: (page, nextCursor) => setPosition({ listed, cursors: page > cursors.length && nextCursor !== undefined ? [...cursors, nextCursor] : cursors.slice(0, page) }),
  };
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string | undefined;
}

/** Queries a list page by page. The current page stays visible until the next one is loaded. */
export function usePages<Read extends Page, Key extends QueryKey>(listed: string, read: (cursor: string | undefined) => UseQueryOptions<Read, Error, Read, Key>) {
  const paging = usePaging(listed);
  const query = useQuery({ ...read(paging.cursor), placeholderData: keepPreviousData });
  const { data, isPlaceholderData } = query;
  // While a page is loading, the available cursor belongs to another page.
  const turn = (page: number, nextCursor: string | undefined) => {
    if (!isPlaceholderData) paging.turn(page, nextCursor);
  };
  const emptyPage = paging.page > 0 && !isPlaceholderData && data?.items.length === 0;
  const turnBack = useEffectEvent(() => paging.turn(paging.page - 1, undefined));
  useEffect(() => {
    if (emptyPage) turnBack(); // the last entry of the page was removed
  }, [emptyPage]);
  return { query, paging: { ...paging, turn } };
}

/** How many entries a page has. */
export const pageSize = 25;

/** Returns the number of entries up to the current page for a heading, with a plus sign if more follow. */
export function itemCount(items: readonly unknown[], { page }: Paging, nextCursor: string | undefined): string {
  return `(${page * pageSize + items.length}${nextCursor ? "+" : ""})`;
}
