import { useLocation, useSearchParams } from "react-router";
import { changedQuery, type Parameters } from "../lib/list-address.ts";

interface ChangeOptions {
  /** Adds an entry to the history, so that Back undoes the change. Otherwise the current entry is replaced. */
  readonly push?: boolean;
  /** The state of a new history entry. A replaced one keeps its state. */
  readonly state?: unknown;
}

/** Returns the query of the address, and a function that changes some of its parameters. */
export function useQueryParameters(): readonly [URLSearchParams, (changes: Parameters, options?: ChangeOptions) => void] {
  const [query, setQuery] = useSearchParams();
  const current: unknown = useLocation().state;
  const change = (changes: Parameters, { push = false, state }: ChangeOptions = {}) => {
    // The address is ahead of what is drawn, if it has just been changed.
    const latest = new URLSearchParams(location.search);
    setQuery(changedQuery(latest, changes), { replace: !push, state: push ? state : current });
  };
  return [query, change];
}
