import { expect, it } from "vitest";
import { timeUntil } from "./time-until.ts";

it("returns the time left in a readable unit", () => {
  for (const [moment, value, unit] of [
    ["2026-11-27T09:30:00Z", 3, "day"],
    ["2026-11-27T09:29:00Z", 3, "day"],
    ["2026-11-26T09:30:00Z", 2, "day"],
    ["2026-11-26T09:29:59Z", 47, "hour"],
    ["2026-11-24T11:30:00Z", 2, "hour"],
    ["2026-11-24T11:29:00Z", 119, "minute"],
    ["2026-11-24T09:30:59Z", 0, "minute"],
    ["2026-11-24T08:30:00Z", -60, "minute"],
    ["2026-11-20T09:30:00Z", -4, "day"],
  ] as const) {
    expect([moment, timeUntil(moment, Date.parse("2026-11-24T09:30:00Z"))]).toEqual([moment, { value, unit }]);
  }
});
