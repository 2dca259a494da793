// Sending many rows in several requests, so that one sees it go on, and that not
// everything hangs on one answer.

import { Problem } from "../../api/problem.ts";
import type { Outcome } from "./outcome.ts";
import type { Row } from "./draft.ts";

/** How many rows go into a request. The API takes up to 100; so few show that it goes on. */
const atOnce = 25;

/** Sends some rows and says what became of each, in their order. */
export type Send = (rows: readonly Row[]) => Promise<readonly Outcome[]>;

/**
 * Sends the rows that have no outcome yet, and tells all outcomes after each request.
 * A problem of a request as a whole is thrown: what was told before it stands, and the
 * rest can be sent by calling this again.
 */
export async function sendInSlices(rows: readonly Row[], before: readonly Outcome[], send: Send, tell: (outcomes: readonly Outcome[]) => void): Promise<void> {
  let outcomes = before;
  for (let size = atOnce; outcomes.length < rows.length; ) {
    const slice = rows.slice(outcomes.length, outcomes.length + size);
    try {
      outcomes = [...outcomes, ...(await send(slice))];
      tell(outcomes);
    } catch (problem) {
      // A deployment may allow fewer rows, or shorter requests.
      if (!isTooMuch(problem) || slice.length === 1) throw problem;
      size = Math.ceil(slice.length / 2);
    }
  }
}

function isTooMuch(problem: unknown): boolean {
  return problem instanceof Problem && (problem.status === 413 || problem.errors.some(({ field }) => field === "invitations"));
}
