import type { Read } from "./loaded.tsx";

/** Two reads as one: there when both are, and repeated together. */
export function together<A, B>(one: Read<A>, other: Read<B>): Read<readonly [A, B]> {
  return {
    data: one.data === undefined || other.data === undefined ? undefined : [one.data, other.data],
    error: one.error ?? other.error,
    isFetching: one.isFetching || other.isFetching,
    refetch: () => [one.refetch(), other.refetch()],
  };
}
