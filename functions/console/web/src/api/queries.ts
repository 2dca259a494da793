// Every read that several screens share, with its place in the cache. What belongs
// to an organisation is below ["organisation", id], so that a change there makes all
// of it stale at once: see useChanged.

import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { ask, client } from "./client.ts";
import type { Organisation } from "./shapes.ts";

/** The person who is signed in, and everything they hold directly. */
export const me = queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => ask(client.GET("/me", { signal })) });

/** Every organisation that they can see, by name. */
export const organisations = queryOptions({ queryKey: ["organisations"], queryFn: ({ signal }) => allOrganisations(signal) });

/** One organisation, with those of its accounts that they can see. */
export const organisation = (organisationId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId],
    queryFn: ({ signal }) => ask(client.GET("/organisations/{organisationId}", { params: { path: { organisationId } }, signal })),
  });

/** The role catalogue. It changes only with a deployment. */
export const catalogue = queryOptions({
  queryKey: ["roles"],
  queryFn: ({ signal }) => ask(client.GET("/roles", { signal })),
  staleTime: Infinity,
});

async function allOrganisations(signal: AbortSignal): Promise<readonly Organisation[]> {
  const all: Organisation[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await ask(client.GET("/organisations", { params: { query: { limit: 100, cursor } }, signal }));
    all.push(...page.items);
    if (!page.nextCursor) return all;
    cursor = page.nextCursor;
  }
}

/** Says that something in an organisation has changed: what is shown of it is read again. */
export function useChanged(): (organisationId: string) => Promise<void> {
  const cache = useQueryClient();
  return async (organisationId) => {
    await Promise.all([["organisation", organisationId], ["organisations"], ["me"]].map((queryKey) => cache.invalidateQueries({ queryKey })));
  };
}
