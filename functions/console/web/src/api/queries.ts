// Queries that several screens share, with their cache keys. Data of an organisation has
// a key below ["organisation", id], so that one invalidation covers all of it: see
// write-results.ts.

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { client, unwrap } from "./client.ts";
import { Problem } from "./problem.ts";
import { readAll } from "./read-all.ts";
import type { Me, OrganisationWithAccounts, OwnInvitation } from "./types.ts";
import { useTexts } from "../texts/index.tsx";

/** The signed-in user and all their direct grants. */
export const me = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal }): Promise<Me> => {
    const [first, ...more] = await readAll((page) => unwrap(client.GET("/me", { params: { query: page }, signal })));
    return { user: first.user, grants: [first, ...more].flatMap(({ grants }) => grants) };
  },
});

/** All open invitations to the user, in a language. There are none for somebody whose address is not known or not verified. */
const ownInvitations = (language: string) =>
  queryOptions({
    queryKey: ["me", "invitations", language],
    queryFn: async ({ signal }): Promise<readonly OwnInvitation[]> => {
      const options = { headers: { "Accept-Language": language }, signal };
      try {
        return (await readAll((page) => unwrap(client.GET("/me/invitations", { params: { query: page }, ...options })))).flatMap(({ items }) => items);
      } catch (problem) {
        if (problem instanceof Problem && problem.kind === "wrong-account") return [];
        throw problem;
      }
    },
    placeholderData: keepPreviousData, // while another language is loaded
  });

/** Returns the query for the open invitations to the user, in the language of the console. */
export function useOwnInvitations() {
  return ownInvitations(useTexts().language);
}

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

/** The role catalogue in a language. It changes only with a deployment. */
const catalogue = (language: string) =>
  queryOptions({
    queryKey: ["roles", language],
    queryFn: ({ signal }) => unwrap(client.GET("/roles", { headers: { "Accept-Language": language }, signal })),
    staleTime: Infinity,
    placeholderData: keepPreviousData, // while another language is loaded
  });

/** Loads the role catalogue in the language of the console. */
export function useCatalogue() {
  const { language } = useTexts();
  return useQuery(catalogue(language));
}
