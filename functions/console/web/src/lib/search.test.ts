import { expect, it } from "vitest";
import { isFound } from "./search.ts";

it("finds people by the beginning of a name or of the address", () => {
  const zoe = { email: "Zed@example.com", firstName: "Zoë Maria", lastName: "Åström" };
  for (const found of ["", " ", "zo", "ZOË", "maria", "astr", "zoe  maria å", "Åström, Zoë", "zed@EX", " ze"]) expect([found, isFound(found, zoe)]).toEqual([found, true]);
  for (const not of ["oe", "zoe@", "example", "ström"]) expect([not, isFound(not, zoe)]).toEqual([not, false]);
  expect(isFound("soren gross", { email: "s@example.com", firstName: "Søren", lastName: "Groß" })).toBe(true);
});
