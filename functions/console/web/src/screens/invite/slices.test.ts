import { describe, expect, it } from "vitest";
import { Problem } from "../../api/problem.ts";
import type { Row } from "./draft.ts";
import type { Outcome } from "./outcome.ts";
import { sendInSlices } from "./slices.ts";

const rows = (count: number): readonly Row[] => Array.from({ length: count }, (_, n) => ({ email: `person${n}@example.com`, roles: ["developer"] }));
const outcomeOf = ({ email }: Row): Outcome => ({ email });

/** Something that takes rows, notes how many at once, and fails when told to. */
function receiver(fail: (call: number, size: number) => Problem | undefined = () => undefined) {
  const sizes: number[] = [];
  const told: number[] = [];
  let last: readonly Outcome[] = [];
  return {
    sizes,
    told,
    get outcomes() { return last; },
    send: (slice: readonly Row[]) => {
      sizes.push(slice.length);
      const problem = fail(sizes.length, slice.length);
      return problem ? Promise.reject(problem) : Promise.resolve(slice.map(outcomeOf));
    },
    tell: (outcomes: readonly Outcome[]) => {
      told.push(outcomes.length);
      last = outcomes;
    },
  };
}

describe("rows", () => {
  it("are sent in slices, each once and in order, and it is told how far it is", async () => {
    const to = receiver();
    await sendInSlices(rows(130), [], to.send, to.tell);
    expect(to.told).toEqual([25, 50, 75, 100, 125, 130]);
    expect(to.outcomes).toEqual(rows(130).map(outcomeOf));
  });

  it("are sent from where it broke off", async () => {
    const to = receiver((call) => (call === 2 ? new Problem({ kind: "unreachable" }) : undefined));
    await expect(sendInSlices(rows(60), [], to.send, to.tell)).rejects.toThrow("unreachable");
    expect(to.told).toEqual([25]);
    await sendInSlices(rows(60), to.outcomes, to.send, to.tell);
    expect(to.told).toEqual([25, 50, 60]);
    expect(to.outcomes).toEqual(rows(60).map(outcomeOf));
  });

  it("are sent in smaller slices where that is the most", async () => {
    const tooMany = new Problem({ kind: "invalid-request", status: 400, errors: [{ field: "invitations", message: "needs 1 to 10 rows" }] });
    const to = receiver((_, size) => (size > 10 ? tooMany : undefined));
    await sendInSlices(rows(30), [], to.send, to.tell);
    expect(to.sizes).toEqual([25, 13, 7, 7, 7, 7, 2]);
    expect(to.outcomes).toHaveLength(30);
  });

  it("come to an end where even one is too much", async () => {
    const to = receiver(() => new Problem({ kind: "payload-too-large", status: 413 }));
    await expect(sendInSlices(rows(30), [], to.send, to.tell)).rejects.toThrow("payload-too-large");
    expect(to.sizes).toEqual([25, 13, 7, 4, 2, 1]);
  });
});
