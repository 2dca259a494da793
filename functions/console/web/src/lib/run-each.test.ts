import { expect, it } from "vitest";
import { Problem } from "../api/problem.ts";
import { runEach } from "./run-each.ts";

it("reports what becomes of each, and goes on after a failure", async () => {
  const told: string[] = [];
  const run = async (item: string) => {
    if (item === "b") throw new Problem({ kind: "forbidden" });
  };
  await runEach(["a", "b", "c"], run, (item, outcome) => told.push(`${item} ${outcome instanceof Problem ? outcome.kind : outcome}`), () => false);
  expect(told).toEqual(["a running", "a done", "b running", "b forbidden", "c running", "c done"]);
});

it("ends when it is stopped, or nobody is signed in", async () => {
  const done: string[] = [];
  await runEach(["a", "b", "c"], async (item) => done.push(item), () => {}, () => done.length === 2);
  expect(done).toEqual(["a", "b"]);
  let asked = 0;
  await runEach(["a", "b"], async () => {
    asked++;
    throw new Problem({ kind: "session-expired" });
  }, () => {}, () => false);
  expect(asked).toBe(1);
});
