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
