import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client.ts";

/** The events of an organisation, newest first, page by page. */
export const events = (organisationId: string) =>
  infiniteQueryOptions({
    queryKey: ["organisation", organisationId, "events"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(client.GET("/organisations/{organisationId}/events", { params: { path: { organisationId }, query: { limit: 50, cursor: pageParam } }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // A refetch loads all pages again, so it only happens on request.
    refetchOnWindowFocus: false,
  });
