import { queryOptions, useQueries } from "@tanstack/react-query";
import { client, unwrap } from "../../../api/client.ts";
import { invitation } from "../../users/queries.ts";

export interface RemovalTarget {
  readonly organisationId: string;
  readonly userId: string;
  /** Undefined for all access in the organisation. */
  readonly account: string | undefined;
}

const paramsOf = ({ organisationId, userId, account }: RemovalTarget) => ({ path: { organisationId, userId }, query: { account } });

/** The consequences of a removal. They may change at any time, so they are not cached. */
export const preview = (target: RemovalTarget) =>
  queryOptions({
    queryKey: ["removal", target.organisationId, target.userId, target.account ?? ""],
    queryFn: ({ signal }) => unwrap(client.GET("/organisations/{organisationId}/permissions/{userId}/removal", { params: paramsOf(target), signal })),
    staleTime: 0,
    gcTime: 0,
  });

/** Returns the invitations with these ids, without those that are not loaded or cannot be read. */
export function useInvitations(organisationId: string, ids: readonly string[]) {
  const answers = useQueries({
    queries: ids.map((id) => invitation(organisationId, id)),
  });
  return answers.flatMap(({ data }) => data ?? []);
}

/** Removes the access. */
export const remove = (target: RemovalTarget) => unwrap(client.DELETE("/organisations/{organisationId}/permissions/{userId}", { params: paramsOf(target) }));
