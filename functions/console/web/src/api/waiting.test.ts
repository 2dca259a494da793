import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { persist, waiting } from "./waiting.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Answers with each number of seconds in turn, as a busy server does, and then with "done". */
function server(...busy: number[]) {
  const at: number[] = [];
  const began = Date.now();
  const attempt = async () => {
    at.push((Date.now() - began) / 1000);
    return busy.shift() ?? "done";
  };
  return { at, attempt };
}
const busyFor = (result: number | string) => (typeof result === "number" ? result : undefined);

it("waits as long as the server asks for, and longer with each refusal", async () => {
  const { at, attempt } = server(2, 2, 2, 2);
  const result = persist(attempt, busyFor);
  await vi.advanceTimersByTimeAsync(16_000);
  expect(await result).toBe("done");
  expect(at).toEqual([0, 2, 4, 8, 16]);
});

it("adds a random time, so that a crowd does not come back at once", async () => {
  vi.mocked(Math.random).mockReturnValue(0.5);
  const { at, attempt } = server(4);
  const result = persist(attempt, busyFor);
  await vi.advanceTimersByTimeAsync(5_000);
  await result;
  expect(at).toEqual([0, 5]);
});

it("does not wait for a refusal that lasts long", async () => {
  const { at, attempt } = server(31);
  expect(await persist(attempt, busyFor)).toBe(31);
  expect(at).toEqual([0]);
  expect(waiting.until()).toBeUndefined();
});

it("gives up after two minutes, with the last refusal", async () => {
  const { at, attempt } = server(...Array.from({ length: 50 }, () => 3));
  const result = persist(attempt, busyFor);
  await vi.advanceTimersByTimeAsync(130_000);
  expect(await result).toBe(3);
  expect(at.at(-1)).toBeLessThanOrEqual(120);
  expect(at.length).toBeGreaterThan(8);
  expect(waiting.until()).toBeUndefined();
});

it("shows the next attempt, and that one is being made", async () => {
  const began = Date.now();
  let answer = () => {};
  const attempts: (() => Promise<number | string>)[] = [async () => 2, () => new Promise<string>((resolve) => (answer = () => resolve("done")))];
  const result = persist(() => attempts.shift()!(), busyFor);
  await vi.advanceTimersByTimeAsync(0);
  expect(waiting.until()).toBe(began + 2_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(waiting.until()).toBe(0);
  answer();
  expect(await result).toBe("done");
  expect(waiting.until()).toBeUndefined();
});

it("tries at once, or gives up, when the user says so", async () => {
  const { at, attempt } = server(20, 20);
  const result = persist(attempt, busyFor);
  await vi.advanceTimersByTimeAsync(1_000);
  waiting.tryNow();
  await vi.advanceTimersByTimeAsync(1_000);
  waiting.stop();
  expect(await result).toBe(20);
  expect(at).toEqual([0, 1]);
});

it("ends with the query that it is for", async () => {
  const { at, attempt } = server(20);
  const abort = new AbortController();
  const result = persist(attempt, busyFor, abort.signal);
  await vi.advanceTimersByTimeAsync(1_000);
  abort.abort();
  expect(await result).toBe(20);
  expect(at).toEqual([0]);
  expect(waiting.until()).toBeUndefined();
});
