// Queries that several screens share, with their cache keys. Data of an organisation has
// a key below ["organisation", id], so that one invalidation covers all of it: see
// useInvalidateOrganisation.

import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "./client.ts";
import type { Organisation } from "./types.ts";

/** The signed-in user and their direct grants. */
export const me = queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => unwrap(client.GET("/me", { signal })) });

/** All organisations that the user can see, by name. */
export const organisations = queryOptions({ queryKey: ["organisations"], queryFn: ({ signal }) => allOrganisations(signal) });

/** One organisation, with the accounts that the user can see. */
export const organisation = (organisationId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId],
    queryFn: ({ signal }) => unwrap(client.GET("/organisations/{organisationId}", { params: { path: { organisationId } }, signal })),
  });

/** The role catalogue. It changes only with a deployment. */
export const catalogue = queryOptions({
  queryKey: ["roles"],
  queryFn: ({ signal }) => unwrap(client.GET("/roles", { signal })),
  staleTime: Infinity,
});

async function allOrganisations(signal: AbortSignal): Promise<readonly Organisation[]> {
  const all: Organisation[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await unwrap(client.GET("/organisations", { params: { query: { limit: 100, cursor } }, signal }));
    all.push(...page.items);
    if (!page.nextCursor) return all;
    cursor = page.nextCursor;
  }
}

/** Returns a function that invalidates everything shown of an organisation after a change. */
export function useInvalidateOrganisation(): (organisationId: string) => Promise<void> {
  const cache = useQueryClient();
  return async (organisationId) => {
    await Promise.all([["organisation", organisationId], ["organisations"], ["me"]].map((queryKey) => cache.invalidateQueries({ queryKey })));
  };
}
