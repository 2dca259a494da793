import { expect, it } from "vitest";
import { waitTime } from "./wait-time.ts";

it("counts in seconds, minutes or hours, and rounds up", () => {
  expect(waitTime(31)).toEqual({ value: 31, unit: "second" });
  expect(waitTime(1800)).toEqual({ value: 30, unit: "minute" });
  expect(waitTime(1801)).toEqual({ value: 31, unit: "minute" });
  expect(waitTime(7201)).toEqual({ value: 3, unit: "hour" });
});
