import type { TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { useTexts } from "../texts/index.tsx";
import type { Paging } from "./use-pages.ts";

/** A column whose entries can be sorted by a text. */
export interface Sortable<Item> {
  readonly id: string;
  readonly sortBy?: (item: Item) => string;
}

/**
 * Sorts a list by a column. The API sorts by email address, so only a list that is shown as a
 * whole can be sorted in another way: a sorted page of a longer list would mislead.
 */
export function useSorting<Item, Column extends Sortable<Item>>(items: readonly Item[], columns: readonly Column[], { page, nextCursor, search }: Paging) {
  const { compare } = useTexts();
  const [chosen, choose] = useState({ id: "", descending: false });
  const complete = page === 0 && nextCursor === undefined && !search;
  const definitions = columns.map((column) => {
    const { sortBy } = column;
    return { ...column, ...(complete && sortBy && { sortingComparator: (a: Item, b: Item) => compare(sortBy(a), sortBy(b)) }) };
  });
  const sortingColumn = definitions.find(({ id, sortingComparator }) => id === chosen.id && sortingComparator);
  const order = sortingColumn?.sortingComparator;
  return {
    columnDefinitions: definitions,
    items: order ? [...items].sort((a, b) => (chosen.descending ? order(b, a) : order(a, b))) : items,
    sorting: {
      ...(sortingColumn && { sortingColumn }),
      sortingDescending: chosen.descending,
      // The column is one of the definitions.
      onSortingChange: ({ detail }: { readonly detail: TableProps.SortingState<Item> }) =>
        choose({ id: (detail.sortingColumn as Sortable<Item>).id, descending: detail.isDescending ?? false }),
    },
  };
}
