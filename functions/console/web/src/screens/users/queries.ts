import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client.ts";
import { fillPage, type Page } from "../../api/fill-page.ts";
import type { Invitation } from "../../api/types.ts";
import { awaitsDelivery } from "./invitation-rules.ts";

/** Filters of the list. Empty values are ignored. */
export interface Filter {
  readonly search: string;
  readonly account: string;
}

/** Which invitations a list has: those with one of some statuses, and only those that need an inviter if that is set. */
export interface Kind {
  readonly status: readonly Invitation["status"][];
  readonly needsInviter: boolean;
}

/** How often to poll while emails are being delivered, in milliseconds. */
const pollingInterval = 3_000;

/** Reads one page of the invitations of a kind that match a filter. */
export const readInvitations = (organisationId: string, { status, needsInviter }: Kind, { search, account }: Filter, page: { readonly cursor: string | undefined; readonly limit: number }, signal?: AbortSignal) =>
  unwrap(client.GET("/organisations/{organisationId}/invitations", { params: { path: { organisationId }, query: { status: [...status], needsInviter: needsInviter || undefined, search: search || undefined, account: account || undefined, ...page } }, signal }));

/** A page of the invitations of a kind, sorted by email address. It is polled while one of their emails is being delivered. */
export const invitations = (organisationId: string, kind: Kind, { search, account }: Filter, from?: string, size?: number) =>
  queryOptions<Page<Invitation>>({
    queryKey: ["organisation", organisationId, "invitations", { ...kind, search, account, size }, from ?? ""],
    queryFn: fillPage((cursor, limit, signal) => readInvitations(organisationId, kind, { search, account }, { cursor, limit }, signal), from, size),
    refetchInterval: ({ state }) => (state.data && !state.error && awaitsDelivery(state.data.items, Date.now()) ? pollingInterval : false),
  });

/** One invitation, with its version. */
export const invitation = (organisationId: string, invitationId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "invitation", invitationId],
    queryFn: async ({ signal }) => {
      const call = client.GET("/organisations/{organisationId}/invitations/{invitationId}", { params: { path: { organisationId, invitationId } }, signal });
      const one = await unwrap(call);
      return { ...one, version: (await call).response.headers.get("ETag") ?? "*" };
    },
    refetchInterval: ({ state }) => (state.data && !state.error && awaitsDelivery([state.data], Date.now()) ? pollingInterval : false),
  });
