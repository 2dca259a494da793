import type { Problem } from "../../api/problem.ts";
import type { Invitation } from "../../api/shapes.ts";

/** What became of an address: it is invited, or there is a problem. */
export interface Outcome {
  readonly email: string;
  readonly invitation?: Invitation | undefined;
  readonly problem?: Problem | undefined;
}

/** Where to look when an address could not be invited: where it stands already, or what is to be changed. */
export type WayOut = "invitation" | "permissions" | "limit" | "later" | "roles";

const ways: Readonly<Record<string, WayOut>> = {
  "invitation-pending": "invitation",
  "already-granted": "permissions",
  "limit-reached": "limit",
  "rate-limited": "later",
  unavailable: "later",
  internal: "later",
  "role-not-allowed": "roles",
};

export function wayOut({ kind }: Problem): WayOut | undefined {
  return ways[kind];
}

/** Those that were refused come first: they are what is left to do. */
export function refusedFirst(outcomes: readonly Outcome[]): readonly Outcome[] {
  return [...outcomes.filter(({ problem }) => problem), ...outcomes.filter(({ problem }) => !problem)];
}

/** The addresses that were not invited. */
export function refused(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.filter(({ problem }) => problem).map(({ email }) => email);
}
