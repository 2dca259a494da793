import { queryOptions, useMutation, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { client, unwrap } from "../../../api/client.ts";
import { Problem } from "../../../api/problem.ts";
import type { Removal } from "../../../api/types.ts";
import { useNavigatedAway } from "../../../hooks/use-navigated-away.ts";
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

/** What a retry gets after a successful removal: no access is left, or only inherited access. */
const alreadyRemoved = ["not-found", "inherited-access"];

/**
 * Removes access. If the response of the first try was mayBeDone, a retry finds nothing to remove.
 * That counts as success, and the result is undefined.
 */
export function useRemoval(target: RemovalTarget, onSuccess: (removal: Removal | undefined) => void) {
  const [mayBeDone, setMayBeDone] = useState(false);
  const { notifyProblem } = useNavigatedAway();
  return useMutation<Removal | undefined, Problem>({
    mutationFn: async () => {
      try {
        return await unwrap(client.DELETE("/organisations/{organisationId}/permissions/{userId}", { params: paramsOf(target) }));
      } catch (problem) {
        if (problem instanceof Problem && (mayBeDone || problem.repeated) && alreadyRemoved.includes(problem.kind)) return undefined;
        if (problem instanceof Problem && problem.retryable) setMayBeDone(true);
        throw problem;
      }
    },
    onSuccess,
    onError: notifyProblem,
  });
}
