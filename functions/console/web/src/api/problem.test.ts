import { expect, it } from "vitest";
import { Problem, toProblem } from "./problem.ts";

it("reads a problem document", () => {
  const body = { type: "urn:admit:problem:rate-limited", title: "Too many", status: 429, detail: "Wait.", instance: "request-1" };
  const problem = toProblem(new Response(null, { status: 429, headers: { "Retry-After": "30" } }), body);
  expect(problem).toMatchObject({ kind: "rate-limited", status: 429, detail: "Wait.", instance: "request-1", retryAfter: 30, errors: [] });
  expect(problem.retryable).toBe(true);
});

it("reads errors of API Gateway, and bodies that are not JSON", () => {
  for (const body of [{ message: "Not Found" }, "<html>", undefined, null, { type: "about:blank" }]) {
    const answer = new Response(null, { status: 404, headers: { "apigw-requestid": "request-2" } });
    expect(toProblem(answer, body)).toMatchObject({ kind: "gateway", status: 404, instance: "request-2", retryAfter: undefined });
  }
});

it("knows which problems are retryable", () => {
  expect(new Problem({ kind: "unreachable" }).retryable).toBe(true);
  expect(new Problem({ kind: "unavailable", status: 503 }).retryable).toBe(true);
  expect(new Problem({ kind: "forbidden", status: 403 }).retryable).toBe(false);
  expect(new Problem({ kind: "invitation-pending", status: 409 }).retryable).toBe(false);
});

it("knows a failure of the server from a decision", () => {
  expect(new Problem({ kind: "internal", status: 500 }).isFault).toBe(true);
  expect(new Problem({ kind: "gateway", status: 404 }).isFault).toBe(true);
  for (const [kind, status] of [["forbidden", 403], ["already-granted", 409], ["invitation-expired", 410], ["rate-limited", 429]] as const) {
    expect(new Problem({ kind, status }).isFault).toBe(false);
  }
});
