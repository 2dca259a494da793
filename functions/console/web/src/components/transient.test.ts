import { expect, it } from "vitest";
import { isBrief, type Shown, stayingOn } from "./transient.ts";

const notification = (type: Shown["type"], path: string): Shown => ({ id: `${type} ${path}`, type, path, content: "" });

it("keeps errors and warnings on the next screen, and successes of that screen", () => {
  const [success, error, warning] = [notification("success", "/a"), notification("error", "/a"), notification("warning", "/a")];
  const ofNext = notification("success", "/b");
  expect(stayingOn("/b", [success, error, warning, ofNext])).toEqual([error, warning, ofNext]);
});

it("ends successes by themselves, unless they have a button", () => {
  expect(isBrief(notification("success", "/"))).toBe(true);
  expect(isBrief({ ...notification("success", "/"), action: "Invite someone" })).toBe(false);
  expect(isBrief(notification("error", "/"))).toBe(false);
});
