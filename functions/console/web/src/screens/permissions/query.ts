import { queryOptions } from "@tanstack/react-query";
import { ask, client } from "../../api/client.ts";
import { pageSize } from "../../parts/paging.tsx";
import { withoutBlanks } from "../../parts/typed.ts";

/** What narrows the list; an empty part narrows nothing. */
export interface Filter {
  readonly email: string;
  readonly account: string;
  readonly role: string;
}

/** A page of permission rows, by address. */
export const permissions = (organisationId: string, { email, account, role }: Filter, cursor?: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "permissions", { email, account, role }, cursor ?? ""],
    queryFn: ({ signal }) => {
      const query = { email: withoutBlanks(email) || undefined, account: account || undefined, role: role || undefined, cursor, limit: pageSize };
      return ask(client.GET("/organisations/{organisationId}/permissions", { params: { path: { organisationId }, query }, signal }));
    },
  });

/** What one person holds. It is read anew whenever it is looked at, since it is there to be changed. */
export const permission = (organisationId: string, userId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "permission", userId],
    queryFn: ({ signal }) => ask(client.GET("/organisations/{organisationId}/permissions/{userId}", { params: { path: { organisationId, userId } }, signal })),
    staleTime: 0,
  });
