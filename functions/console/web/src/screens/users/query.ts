import { queryOptions } from "@tanstack/react-query";
import { ask, client } from "../../api/client.ts";
import type { Invitation } from "../../api/shapes.ts";
import { pageSize } from "../../parts/paging.tsx";
import { withoutBlanks } from "../../parts/typed.ts";
import { isSettling } from "./invitations.ts";

/** What narrows the list; an empty part narrows nothing. */
export interface Filter {
  readonly email: string;
  readonly account: string;
}

/** How often mails on their way are looked after, in milliseconds. */
const often = 3_000;

/** A page of the invitations in some states. While one of their mails is on its way it is read again and again. */
export const invitations = (organisationId: string, status: readonly Invitation["status"][], { email, account }: Filter, cursor?: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "invitations", { status, email, account }, cursor ?? ""],
    queryFn: ({ signal }) => {
      const query = { status: [...status], email: withoutBlanks(email) || undefined, account: account || undefined, cursor, limit: pageSize };
      return ask(client.GET("/organisations/{organisationId}/invitations", { params: { path: { organisationId }, query }, signal }));
    },
    refetchInterval: ({ state }) => (state.data && !state.error && isSettling(state.data.items, Date.now()) ? often : false),
  });

/** One invitation, as it is now. */
export const invitation = (organisationId: string, invitationId: string) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "invitation", invitationId],
    queryFn: ({ signal }) => ask(client.GET("/organisations/{organisationId}/invitations/{invitationId}", { params: { path: { organisationId, invitationId } }, signal })),
    refetchInterval: ({ state }) => (state.data && !state.error && isSettling([state.data], Date.now()) ? often : false),
  });
