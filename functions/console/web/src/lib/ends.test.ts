import { expect, it } from "vitest";
import { dayOf, endOfDay, hasEnded, isDay, toChoices } from "./ends.ts";

it("is the last second of the chosen day", () => {
  for (const day of ["2026-12-05", "2028-02-29", "2027-03-28"]) expect(dayOf(endOfDay(day))).toBe(day);
  expect(Date.parse(endOfDay("2026-12-05"))).toBe(new Date(2026, 11, 5, 23, 59, 59).getTime());
});

it("takes complete days only", () => {
  expect(["2026-12-05", "2028-02-29"].every(isDay)).toBe(true);
  expect(["", "2026-", "2026-02-30", "0001-01-01", "tomorrow"].some(isDay)).toBe(false);
});

it("ends at its second", () => {
  expect(hasEnded(undefined)).toBe(false);
  expect(hasEnded(new Date(Date.now() - 1).toISOString())).toBe(true);
  expect(hasEnded(new Date(Date.now() + 60_000).toISOString())).toBe(false);
});

it("belongs to its role", () => {
  const until = "2026-12-05T22:59:59Z";
  expect(toChoices(["developer", "audit-viewer", "billing-viewer"], { developer: until, "audit-viewer": undefined, "signing-viewer": until })).toEqual([{ role: "developer", until }, "audit-viewer", "billing-viewer"]);
});
