import { useState } from "react";
import { stillListed } from "../lib/still-listed.ts";
import { useTexts } from "../texts/index.tsx";

interface Selected<Item> {
  readonly listed: string;
  readonly items: readonly Item[];
}

/** How an entry is told from others, and what it is called. */
interface Naming<Item> {
  readonly id: (item: Item) => string;
  readonly name: (item: Item) => string;
}

/**
 * Keeps the selected entries of a list, and forgets them when `listed`, the key of the list, changes. Only entries that are
 * `shown` now count as selected.
 */
export function useSelection<Item>(listed: string, shown: readonly Item[], { id, name }: Naming<Item>) {
  const { t } = useTexts();
  const [kept, keep] = useState<Selected<Item>>({ listed, items: [] });
  const selected = kept.listed === listed ? stillListed(kept.items, shown, id) : [];
  const select = (items: readonly Item[]) => keep({ listed, items });
  return {
    selected,
    clear: () => select([]),
    /** The properties of the table. */
    table: {
      selectionType: "multi" as const,
      selectedItems: selected,
      onSelectionChange: ({ detail }: { readonly detail: { readonly selectedItems: readonly Item[] } }) => select(detail.selectedItems),
    },
    labels: {
      selectionGroupLabel: t("selection.group"),
      allItemsSelectionLabel: () => t("selection.all"),
      itemSelectionLabel: (_: unknown, item: Item) => t("selection.one", { name: name(item) }),
    },
  };
}
