import type { Problem } from "../../api/problem.ts";
import type { Invitation } from "../../api/types.ts";

/** The result of one address: an invitation or a problem. */
export interface Result {
  readonly email: string;
  readonly invitation?: Invitation | undefined;
  readonly problem?: Problem | undefined;
}

/** What to do about an address that could not be invited. */
export type NextStepKind = "invitation" | "access" | "limit" | "later" | "roles";

const nextSteps: Readonly<Record<string, NextStepKind>> = {
  "invitation-pending": "invitation",
  "already-granted": "access",
  "limit-reached": "limit",
  "rate-limited": "later",
  unavailable: "later",
  internal: "later",
  "role-not-allowed": "roles",
};

export function nextStep({ kind }: Problem): NextStepKind | undefined {
  return nextSteps[kind];
}

/** Sorts failed results first. */
export function failedFirst(results: readonly Result[]): readonly Result[] {
  return [...results.filter(({ problem }) => problem), ...results.filter(({ problem }) => !problem)];
}

/** Returns the addresses that could not be invited. */
export function failedEmails(results: readonly Result[]): readonly string[] {
  return results.filter(({ problem }) => problem).map(({ email }) => email);
}
