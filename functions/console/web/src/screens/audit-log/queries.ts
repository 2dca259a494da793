import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client.ts";
import { formats, type Format } from "../../components/download-button.tsx";
import { type Filter, toQuery } from "./filter.ts";
import { joinPages, nextCursorIn } from "./pages-of-lines.ts";

/** The events of an organisation that match a filter, newest first, page by page. */
export const events = (organisationId: string, filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ["organisation", organisationId, "events", filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(client.GET("/organisations/{organisationId}/events", { params: { path: { organisationId }, query: { ...toQuery(filter), limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // A refetch loads all pages again, so it only happens on request.
    refetchOnWindowFocus: false,
  });

/** Reads all events that match a filter, as the lines of a file. */
export async function readLines(organisationId: string, filter: Filter, format: Format, onProgress: (count: number) => void, signal: AbortSignal): Promise<string> {
  const pages: string[] = [];
  const headers = { Accept: formats[format] };
  for (let cursor: string | undefined, count = 0; pages.length === 0 || cursor !== undefined; ) {
    const query = { ...toQuery(filter), limit: 100, cursor };
    let link: string | null = null;
    const call = client.GET("/organisations/{organisationId}/events", { params: { path: { organisationId }, query }, headers, parseAs: "text", signal });
    const page = await unwrap(call.then((result) => {
      link = result.response.headers.get("Link");
      return result;
    }));
    pages.push(page);
    cursor = nextCursorIn(link);
    count += page.split("\n").length - (format === "csv" ? 2 : 1);
    onProgress(count);
  }
  return joinPages(pages, format);
}
