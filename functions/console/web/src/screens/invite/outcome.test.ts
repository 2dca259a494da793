import { expect, it } from "vitest";
import { problemOfRow, Problem } from "../../api/problem.ts";
import { type Outcome, refused, refusedFirst, wayOut } from "./outcome.ts";

const problem = problemOfRow({ type: "urn:admit:problem:invitation-pending", title: "Invited already", status: 409, detail: "It is open.", invitationId: "i" });
const outcomes: readonly Outcome[] = [{ email: "a@example.com" }, { email: "b@example.com", problem }, { email: "c@example.com" }];

it("puts those that were refused first, and the rest in order", () => {
  expect(refusedFirst(outcomes).map(({ email }) => email[0])).toEqual(["b", "a", "c"]);
  expect(refused(outcomes)).toEqual(["b@example.com"]);
});

it("knows the way out of what it is told of", () => {
  expect([problem.invitationId, wayOut(problem)]).toEqual(["i", "invitation"]);
  for (const [kind, way] of [["already-granted", "permissions"], ["limit-reached", "limit"], ["rate-limited", "later"], ["role-not-allowed", "roles"], ["invalid-request", undefined]] as const) {
    expect([kind, wayOut(new Problem({ kind }))]).toEqual([kind, way]);
  }
});
