import { expect, it } from "vitest";
import { toRowProblem, Problem } from "../../api/problem.ts";
import { type Result, failedEmails, failedFirst, nextStep } from "./result.ts";

const problem = toRowProblem({ type: "urn:admit:problem:invitation-pending", title: "Invited already", status: 409, detail: "It is open.", invitationId: "i" });
const results: readonly Result[] = [{ email: "a@example.com" }, { email: "b@example.com", problem }, { email: "c@example.com" }];

it("sorts failed results first, and the rest in order", () => {
  expect(failedFirst(results).map(({ email }) => email[0])).toEqual(["b", "a", "c"]);
  expect(failedEmails(results)).toEqual(["b@example.com"]);
});

it("suggests a next step by problem", () => {
  expect([problem.invitationId, nextStep(problem)]).toEqual(["i", "invitation"]);
  for (const [kind, step] of [["already-granted", "access"], ["limit-reached", "limit"], ["rate-limited", "later"], ["role-not-allowed", "roles"], ["invalid-request", undefined]] as const) {
    expect([kind, nextStep(new Problem({ kind }))]).toEqual([kind, step]);
  }
});
