// Sends many rows in several requests, so that progress is visible and one lost response
// does not affect all of them.

import { Problem } from "../../api/problem.ts";
import type { InvitationRow } from "./draft.ts";
import type { Result } from "./result.ts";

/** How many rows a request has. The API accepts up to 100; small batches show progress. */
const batchSize = 25;

/** Sends rows and returns their results in the same order. */
export type Send = (rows: readonly InvitationRow[]) => Promise<readonly Result[]>;

/**
 * Sends the rows that have no result yet, and reports all results after each request.
 * It throws the problem of a request as a whole. The results so far stay valid, and another
 * call sends the rest.
 */
export async function sendInBatches(rows: readonly InvitationRow[], before: readonly Result[], send: Send, onProgress: (results: readonly Result[]) => void): Promise<void> {
  let results = before;
  for (let size = batchSize; results.length < rows.length; ) {
    const batch = rows.slice(results.length, results.length + size);
    try {
      results = [...results, ...(await send(batch))];
      onProgress(results);
    } catch (problem) {
      // A deployment may have a lower limit for rows or for the request size.
      if (!isTooLarge(problem) || batch.length === 1) throw problem;
      size = Math.ceil(batch.length / 2);
    }
  }
}

function isTooLarge(problem: unknown): boolean {
  return problem instanceof Problem && (problem.status === 413 || problem.errors.some(({ field }) => field === "invitations"));
}
