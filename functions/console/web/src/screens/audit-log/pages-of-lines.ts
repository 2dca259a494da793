import type { Format } from "../../components/download-button.tsx";

/** Returns the cursor in the header Link of a page of lines. */
export function nextCursorIn(link: string | null): string | undefined {
  const [, query] = /<\?([^>]*)>; rel="next"/.exec(link ?? "") ?? [];
  return new URLSearchParams(query).get("cursor") ?? undefined;
}

/** Joins pages of lines to one file. Each page of CSV has a heading, of which the first stays. The mark at the beginning tells spreadsheets the encoding. */
export function joinPages(pages: readonly string[], format: Format): string {
  if (format === "jsonl") return pages.join("");
  return `\ufeff${pages.map((page, at) => (at === 0 ? page : page.slice(page.indexOf("\n") + 1))).join("")}`;
}
