import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../../api/client.ts";
import type { Question } from "./question.ts";

/** Whether a person has a permission. The answer is never served from the cache, because it may change at any time. */
export const decision = (organisationId: string, { person: userId, permission, account }: Question) =>
  queryOptions({
    queryKey: ["organisation", organisationId, "decision", userId, permission, account],
    queryFn: ({ signal }) => {
      const params = { path: { organisationId, userId }, query: { permission, account: account || undefined } };
      return unwrap(client.GET("/organisations/{organisationId}/permissions/{userId}/decision", { params, signal }));
    },
    staleTime: 0,
    gcTime: 0,
  });
