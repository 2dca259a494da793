import { expect, it } from "vitest";
import { Problem, problemOf } from "./problem.ts";

it("reads a problem document", () => {
  const body = { type: "urn:admit:problem:rate-limited", title: "Too many", status: 429, detail: "Wait.", instance: "request-1" };
  const problem = problemOf(new Response(null, { status: 429, headers: { "Retry-After": "30" } }), body);
  expect(problem).toMatchObject({ kind: "rate-limited", status: 429, detail: "Wait.", instance: "request-1", retryAfter: 30, errors: [] });
  expect(problem.passing).toBe(true);
});

it("reads API Gateway's own words, and what is no JSON at all", () => {
  for (const body of [{ message: "Not Found" }, "<html>", undefined, null, { type: "about:blank" }]) {
    const answer = new Response(null, { status: 404, headers: { "apigw-requestid": "request-2" } });
    expect(problemOf(answer, body)).toMatchObject({ kind: "gateway", status: 404, instance: "request-2", retryAfter: undefined });
  }
});

it("knows what may pass", () => {
  expect(new Problem({ kind: "unreachable" }).passing).toBe(true);
  expect(new Problem({ kind: "unavailable", status: 503 }).passing).toBe(true);
  expect(new Problem({ kind: "forbidden", status: 403 }).passing).toBe(false);
  expect(new Problem({ kind: "invitation-pending", status: 409 }).passing).toBe(false);
});
