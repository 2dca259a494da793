/** Returns the entries of a list that were selected, in their current versions. Selected entries that are no longer listed are left out. */
export function stillListed<Item>(selected: readonly Item[], listed: readonly Item[], id: (item: Item) => string): readonly Item[] {
  const ids = new Set(selected.map(id));
  return listed.filter((item) => ids.has(id(item)));
}
