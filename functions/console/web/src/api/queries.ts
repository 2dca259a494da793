// Queries that several screens share, with their cache keys. Data of an organisation has
// a key below ["organisation", id], so that one invalidation covers all of it: see
// useInvalidateOrganisation.

import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "./client.ts";
import { readAll } from "./read-all.ts";
import type { Me, OrganisationWithAccounts } from "./types.ts";

/** The signed-in user and all their direct grants. */
export const me = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me> => {
    const [first, ...more] = await readAll((page) => unwrap(client.GET("/me", { params: { query: page }, signal })));
    return { user: first.user, grants: [first, ...more].flatMap(({ grants }) => grants) };
  },
});

/** All organisations that the user can see, by name. */
export const organisations = queryOptions({
  queryKey: ["organisations"],
  queryFn: async ({ signal }) => (await readAll((page) => unwrap(client.GET("/organisations", { params: { query: page }, signal })))).flatMap(({ items }) => items),
});

/** One organisation, with all accounts that the user can see. */
export const organisation = (organisationId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId],
    queryFn: async ({ signal }): Promise<OrganisationWithAccounts> => {
      const pages = await readAll((page) => unwrap(client.GET("/organisations/{organisationId}", { params: { path: { organisationId }, query: page }, signal })));
      return { ...pages[0], accounts: pages.flatMap(({ accounts }) => accounts), nextCursor: undefined };
    },
  });

/** The role catalogue. It changes only with a deployment. */
export const catalogue = queryOptions({
  queryKey: ["roles"],
  queryFn: ({ signal }) => unwrap(client.GET("/roles", { signal })),
  staleTime: Infinity,
});

/** Returns a function that invalidates everything shown of an organisation after a change. */
export function useInvalidateOrganisation(): (organisationId: string) => Promise<void> {
  const cache = useQueryClient();
  return async (organisationId) => {
    await Promise.all([["organisation", organisationId], ["organisations"], ["me"]].map((queryKey) => cache.invalidateQueries({ queryKey })));
  };
}
