import { infiniteQueryOptions } from "@tanstack/react-query";
import { ask, client } from "../../api/client.ts";

/** What happened in an organisation, the latest first, page by page. */
export const events = (organisationId: string) =>
  infiniteQueryOptions({
    queryKey: ["organisation", organisationId, "events"],
    queryFn: ({ pageParam, signal }) =>
      ask(client.GET("/organisations/{organisationId}/events", { params: { path: { organisationId }, query: { limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // All loaded pages are read again at once: when asked to, not by the way.
    refetchOnWindowFocus: false,
  });
