import { Problem } from "../api/problem.ts";

/** What became of one of several. */
export type Outcome = "running" | "done" | Problem;

/**
 * Does something for each of several, one after the other, and reports what becomes of each.
 * Those that fail do not keep the others from being done, unless nobody is signed in any more.
 */
export async function runEach<Item>(items: readonly Item[], run: (item: Item) => Promise<unknown>, report: (item: Item, outcome: Outcome) => void, isStopped: () => boolean): Promise<void> {
  for (const item of items) {
    if (isStopped()) return;
    report(item, "running");
    try {
      await run(item);
      report(item, "done");
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      report(item, problem);
      if (problem.kind === "session-expired") return;
    }
  }
}
