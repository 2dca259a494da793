import { expect, it } from "vitest";
import type { Invitation } from "../../api/types.ts";
import { invitedFirst } from "./invited-first.ts";

const one = (id: string, status: Invitation["status"] = "pending") => ({ id, status }) as Invitation;
const items = [one("ada"), one("eve")];

it("has a new invitation at the top, once", () => {
  expect(invitedFirst(items, one("zoe"))).toEqual([one("zoe"), ...items]);
  const listed = invitedFirst(items, one("eve"));
  expect(listed).toEqual([one("eve"), one("ada")]);
  expect(listed[0], "as the list has it").toBe(items[1]);
});

it("leaves the list as it is without one, or once it is closed", () => {
  expect(invitedFirst(items, undefined)).toBe(items);
  expect(invitedFirst(items, one("zoe", "revoked"))).toBe(items);
});
