import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client.ts";
import { fillPage } from "../../api/fill-page.ts";

/** Filters of the list. Empty values are ignored. */
export interface Filter {
  readonly search: string;
  readonly account: string;
  readonly role: string;
}

/** Reads one page of the members that match a filter. */
export const readMembers = (organisationId: string, { search, account, role }: Filter, page: { readonly cursor: string | undefined; readonly limit: number }, signal: AbortSignal) =>
  unwrap(client.GET("/organisations/{organisationId}/permissions", { params: { path: { organisationId }, query: { search: search || undefined, account: account || undefined, role: role || undefined, ...page } }, signal }));

/** A page of members, sorted by email address. */
export const members = (organisationId: string, { search, account, role }: Filter, from?: string, size?: number) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "members", { search, account, role, size }, from ?? ""],
    queryFn: fillPage((cursor, limit, signal) => readMembers(organisationId, { search, account, role }, { cursor, limit }, signal), from, size),
  });

/** The permission row of one person. It is never served from the cache, because it is about to be edited. */
export const member = (organisationId: string, userId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "member", userId],
    queryFn: ({ signal }) => unwrap(client.GET("/organisations/{organisationId}/permissions/{userId}", { params: { path: { organisationId, userId } }, signal })),
    staleTime: 0,
    gcTime: 0,
  });
