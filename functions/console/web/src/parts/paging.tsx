// The pages of a list. The API gives each page the cursor of the next one, so that
// the way back is to be remembered.

import Pagination from "@cloudscape-design/components/pagination";
import { keepPreviousData, type QueryKey, useQuery, type UseQueryOptions } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { useTexts } from "../texts/index.tsx";

/** Where a reader is in a list. */
export interface Paging {
  /** Of the page to read; undefined for the first one. */
  readonly cursor: string | undefined;
  /** From 0. */
  readonly page: number;
  readonly turn: (page: number, nextCursor: string | undefined) => void;
}

/** Begins at the first page again when what is listed changes. */
function usePaging(listed: string): Paging {
  const [way, setWay] = useState<{ readonly listed: string; readonly cursors: readonly string[] }>({ listed, cursors: [] });
  const cursors = way.listed === listed ? way.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length,
    turn: (page, nextCursor) => setWay({ listed, cursors: page > cursors.length && nextCursor !== undefined ? [...cursors, nextCursor] : cursors.slice(0, page) }),
  };
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: string | undefined;
}

/** A list that is read page by page, as one. The page before is shown until the next one is there. */
export function usePages<Read extends Page, Key extends QueryKey>(listed: string, read: (cursor: string | undefined) => UseQueryOptions<Read, Error, Read, Key>) {
  const paging = usePaging(listed);
  const query = useQuery({ ...read(paging.cursor), placeholderData: keepPreviousData });
  const { data, isPlaceholderData } = query;
  // The cursor that is at hand meanwhile is that of another page.
  const turn = (page: number, nextCursor: string | undefined) => {
    if (!isPlaceholderData) paging.turn(page, nextCursor);
  };
  const gone = paging.page > 0 && !isPlaceholderData && data?.items.length === 0;
  const turnBack = useEffectEvent(() => paging.turn(paging.page - 1, undefined));
  useEffect(() => {
    if (gone) turnBack(); // its last entry was taken away
  }, [gone]);
  return { query, paging: { ...paging, turn } };
}

/** How many entries are asked for at once. */
export const pageSize = 25;

/** How many entries a list has up to the page that is shown, for its heading; with a plus where more follow. */
export function countOf(items: readonly unknown[], { page }: Paging, nextCursor: string | undefined): string {
  return `(${page * pageSize + items.length}${nextCursor ? "+" : ""})`;
}

interface PagesProps {
  readonly paging: Paging;
  readonly nextCursor: string | undefined;
  readonly label: string;
}

/** Turns the pages; nothing where there is one. How many there are nobody knows: there is one more, or there is not. */
export function Pages({ paging, nextCursor, label }: PagesProps) {
  const { t } = useTexts();
  if (paging.page === 0 && !nextCursor) return null;
  return (
    <Pagination
      currentPageIndex={paging.page + 1}
      pagesCount={paging.page + (nextCursor ? 2 : 1)}
      onChange={({ detail }) => paging.turn(detail.currentPageIndex - 1, nextCursor)}
      ariaLabels={{
        paginationLabel: label,
        previousPageLabel: t("paging.previous"),
        nextPageLabel: t("paging.next"),
        pageLabel: (number) => t("paging.page", { number }),
      }}
    />
  );
}
