/** The parameters of a page. */
interface PageQuery {
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** Reads all pages of a list, the largest that the API has. */
export async function readAll<Page extends { readonly nextCursor?: string | undefined }>(read: (query: PageQuery) => Promise<Page>): Promise<readonly [Page, ...Page[]]> {
  const first = await read({ limit: 100, cursor: undefined });
  const more: Page[] = [];
  for (let { nextCursor } = first; nextCursor !== undefined; ) {
    const page = await read({ limit: 100, cursor: nextCursor });
    more.push(page);
    nextCursor = page.nextCursor;
  }
  return [first, ...more];
}

/** Reads all entries of a list, and reports how many it has read. */
export async function readEntries<Item>(read: (query: PageQuery) => Promise<{ readonly items: readonly Item[]; readonly nextCursor?: string | undefined }>, onProgress: (count: number) => void): Promise<readonly Item[]> {
  const entries: Item[] = [];
  await readAll(async (query) => {
    const page = await read(query);
    entries.push(...page.items);
    onProgress(entries.length);
    return page;
  });
  return entries;
}
