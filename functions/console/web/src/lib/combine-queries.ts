import type { UseQueryResult } from "@tanstack/react-query";

/** The part of a query result that screens use. */
export interface QueryState<T> extends Pick<UseQueryResult<T>, "data" | "error" | "isFetching"> {
  readonly refetch: () => unknown;
}

/** Combines two queries. The result has data when both have, and refetches both. */
export function combineQueries<A, B>(one: QueryState<A>, other: QueryState<B>): QueryState<readonly [A, B]> {
  return {
    data: one.data === undefined || other.data === undefined ? undefined : [one.data, other.data],
    error: one.error ?? other.error,
    isFetching: one.isFetching || other.isFetching,
    refetch: () => [one.refetch(), other.refetch()],
  };
}
