import { queryOptions, useMutation, useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { ask, client } from "../../../api/client.ts";
import { Problem } from "../../../api/problem.ts";
import { useElsewhere } from "../../../parts/elsewhere.ts";
import { invitation } from "../../users/query.ts";
import type { Removal } from "../../../api/shapes.ts";

export interface Whom {
  readonly organisationId: string;
  readonly userId: string;
  /** Without it everything in the organisation is meant. */
  readonly account: string | undefined;
}

const addressOf = ({ organisationId, userId, account }: Whom) => ({ path: { organisationId, userId }, query: { account } });

/** What a removal would take, and what would stay. It may change at any moment, so it is read each time. */
export const preview = (whom: Whom) =>
  queryOptions({
    queryKey: ["removal", whom.organisationId, whom.userId, whom.account ?? ""],
    queryFn: ({ signal }) => ask(client.GET("/organisations/{organisationId}/permissions/{userId}/removal", { params: addressOf(whom), signal })),
    staleTime: 0,
    gcTime: 0,
  });

/** The invitations with these ids; those that are not there yet, or cannot be read, are missing. */
export function useInvitations(organisationId: string, ids: readonly string[]) {
  const answers = useQueries({
    queries: ids.map((id) => invitation(organisationId, id)),
  });
  return answers.flatMap(({ data }) => data ?? []);
}

/** What another try answers after a removal: that nothing is held there, or nothing but what is inherited. */
const gone = ["not-found", "inherited-access"];

/**
 * Removes. The answer may get lost on the way: then another try finds nothing to
 * remove, which is what was asked for. It answers undefined in that case.
 */
export function useRemoval(whom: Whom, onSuccess: (removal: Removal | undefined) => void) {
  const [lost, setLost] = useState(false);
  const { tellProblem } = useElsewhere();
  return useMutation<Removal | undefined, Problem>({
    mutationFn: async () => {
      try {
        return await ask(client.DELETE("/organisations/{organisationId}/permissions/{userId}", { params: addressOf(whom) }));
      } catch (problem) {
        if (lost && problem instanceof Problem && gone.includes(problem.kind)) return undefined;
        if (problem instanceof Problem && problem.passing) setLost(true);
        throw problem;
      }
    },
    onSuccess,
    onError: tellProblem,
  });
}
