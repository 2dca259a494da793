import { expect, it } from "vitest";
import { Attempt } from "./attempt.ts";

it("keeps its key for the same body", () => {
  const attempt = new Attempt();
  const key = attempt.keyFor({ email: "ada@example.com" });
  expect(key).toMatch(/^[0-9a-f-]{36}$/);
  expect(attempt.keyFor({ email: "ada@example.com" })).toBe(key);
});

it("takes a new key for another body, and after its end", () => {
  const attempt = new Attempt();
  const key = attempt.keyFor({ email: "ada@example.com" });
  const other = attempt.keyFor({ email: "eve@example.com" });
  expect(other).not.toBe(key);
  attempt.end();
  expect(attempt.keyFor({ email: "eve@example.com" })).not.toBe(other);
});
