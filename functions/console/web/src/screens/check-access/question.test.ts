import { expect, it } from "vitest";
import { isComplete, parseQuestion, type Question, toParams, unknownParts } from "./question.ts";

const roles = { permissions: ["billing:read", "document:read"] };
const organisation = { accounts: [{ id: "shop", name: "Shop" }] };
const ada: Question = { person: "ada", permission: "billing:read", account: "" };

it("is the same in the address", () => {
  for (const question of [ada, { ...ada, account: "shop" }, { person: "", permission: "", account: "" }]) {
    expect(parseQuestion(new URLSearchParams(toParams(question)))).toEqual(question);
  }
  expect(toParams(ada)).toEqual({ person: "ada", permission: "billing:read" });
});

it("names what does not exist", () => {
  expect(unknownParts(ada, roles, organisation)).toEqual({ permission: false, account: false });
  expect(unknownParts({ ...ada, permission: "", account: "shop" }, roles, organisation)).toEqual({ permission: false, account: false });
  expect(unknownParts({ ...ada, permission: "billing:fly", account: "gone" }, roles, organisation)).toEqual({ permission: true, account: true });
});

it("is complete with a person and an existing permission", () => {
  const complete = (question: Question) => isComplete(question, unknownParts(question, roles, organisation));
  expect([ada, { ...ada, account: "shop" }].map(complete)).toEqual([true, true]);
  expect([{ ...ada, person: "" }, { ...ada, permission: "" }, { ...ada, permission: "billing:fly" }, { ...ada, account: "gone" }].map(complete)).toEqual([false, false, false, false]);
});
