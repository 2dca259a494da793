import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client.ts";
import { fillPage } from "../../api/fill-page.ts";
import { removeWhitespace } from "../../lib/remove-whitespace.ts";

/** Filters of the list. Empty values are ignored. */
export interface Filter {
  readonly email: string;
  readonly account: string;
  readonly role: string;
}

/** A page of members, sorted by email address. */
export const members = (organisationId: string, { email, account, role }: Filter, from?: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "members", { email, account, role }, from ?? ""],
    queryFn: fillPage((cursor, limit, signal) => {
      const query = { email: removeWhitespace(email) || undefined, account: account || undefined, role: role || undefined, cursor, limit };
      return unwrap(client.GET("/organisations/{organisationId}/permissions", { params: { path: { organisationId }, query }, signal }));
    }, from),
  });

/** The permission row of one person. It is never served from the cache, because it is about to be edited. */
export const member = (organisationId: string, userId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "member", userId],
    queryFn: ({ signal }) => unwrap(client.GET("/organisations/{organisationId}/permissions/{userId}", { params: { path: { organisationId, userId } }, signal })),
    staleTime: 0,
  });
