import { describe, expect, it } from "vitest";
import { Problem } from "../../api/problem.ts";
import { sendInBatches } from "./batches.ts";
import type { InvitationRow } from "./draft.ts";
import type { Result } from "./result.ts";

const rows = (count: number): readonly InvitationRow[] => Array.from({ length: count }, (_, n) => ({ email: `person${n}@example.com`, roles: ["developer"] }));
const resultOf = ({ email }: InvitationRow): Result => ({ email });

/** A fake API that records batch sizes and fails on demand. */
function receiver(fail: (call: number, size: number) => Problem | undefined = () => undefined) {
  const sizes: number[] = [];
  const progress: number[] = [];
  let last: readonly Result[] = [];
  return {
    sizes,
    progress,
    get results() { return last; },
    send: (batch: readonly InvitationRow[]) => {
      sizes.push(batch.length);
      const problem = fail(sizes.length, batch.length);
      return problem ? Promise.reject(problem) : Promise.resolve(batch.map(resultOf));
    },
    tell: (results: readonly Result[]) => {
      progress.push(results.length);
      last = results;
    },
  };
}

describe("rows", () => {
  it("are sent in batches, each once and in order, with progress", async () => {
    const to = receiver();
    await sendInBatches(rows(130), [], to.send, to.tell);
    expect(to.progress).toEqual([25, 50, 75, 100, 125, 130]);
    expect(to.results).toEqual(rows(130).map(resultOf));
  });

  it("are resumed where it failed", async () => {
    const to = receiver((call) => (call === 2 ? new Problem({ kind: "unreachable" }) : undefined));
    await expect(sendInBatches(rows(60), [], to.send, to.tell)).rejects.toThrow("unreachable");
    expect(to.progress).toEqual([25]);
    await sendInBatches(rows(60), to.results, to.send, to.tell);
    expect(to.progress).toEqual([25, 50, 60]);
    expect(to.results).toEqual(rows(60).map(resultOf));
  });

  it("are sent in smaller batches if the limit is lower", async () => {
    const tooMany = new Problem({ kind: "invalid-request", status: 400, errors: [{ field: "invitations", message: "must have 1 to 10 rows" }] });
    const to = receiver((_, size) => (size > 10 ? tooMany : undefined));
    await sendInBatches(rows(30), [], to.send, to.tell);
    expect(to.sizes).toEqual([25, 13, 7, 7, 7, 7, 2]);
    expect(to.results).toHaveLength(30);
  });

  it("stop if a single row is too large", async () => {
    const to = receiver(() => new Problem({ kind: "payload-too-large", status: 413 }));
    await expect(sendInBatches(rows(30), [], to.send, to.tell)).rejects.toThrow("payload-too-large");
    expect(to.sizes).toEqual([25, 13, 7, 4, 2, 1]);
  });
});
