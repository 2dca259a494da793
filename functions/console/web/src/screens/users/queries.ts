import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client.ts";
import { fillPage, type Page } from "../../api/fill-page.ts";
import type { Invitation } from "../../api/types.ts";
import { removeWhitespace } from "../../lib/remove-whitespace.ts";
import { awaitsDelivery } from "./invitation-rules.ts";

/** Filters of the list. Empty values are ignored. */
export interface Filter {
  readonly email: string;
  readonly account: string;
}

/** How often to poll while emails are being delivered, in milliseconds. */
const pollingInterval = 3_000;

/** A page of the invitations with a status, sorted by email address. It is polled while one of their emails is being delivered. */
export const invitations = (organisationId: string, status: readonly Invitation["status"][], { email, account }: Filter, from?: string) =>
  queryOptions<Page<Invitation>>({
    queryKey: ["organisation", organisationId, "invitations", { status, email, account }, from ?? ""],
    queryFn: fillPage((cursor, limit, signal) => {
      const query = { status: [...status], email: removeWhitespace(email) || undefined, account: account || undefined, cursor, limit };
      return unwrap(client.GET("/organisations/{organisationId}/invitations", { params: { path: { organisationId }, query }, signal }));
    }, from),
    refetchInterval: ({ state }) => (state.data && !state.error && awaitsDelivery(state.data.items, Date.now()) ? pollingInterval : false),
  });

/** One invitation. */
export const invitation = (organisationId: string, invitationId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "invitation", invitationId],
    queryFn: ({ signal }) => unwrap(client.GET("/organisations/{organisationId}/invitations/{invitationId}", { params: { path: { organisationId, invitationId } }, signal })),
    refetchInterval: ({ state }) => (state.data && !state.error && awaitsDelivery([state.data], Date.now()) ? pollingInterval : false),
  });
