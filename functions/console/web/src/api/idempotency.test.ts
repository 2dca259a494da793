import { expect, it } from "vitest";
import { IdempotencyKey } from "./idempotency.ts";

it("keeps its key for the same body", () => {
  const idempotencyKey = new IdempotencyKey();
  const key = idempotencyKey.for({ email: "ada@example.com" });
  expect(key).toMatch(/^[0-9a-f-]{36}$/);
  expect(idempotencyKey.for({ email: "ada@example.com" })).toBe(key);
});

it("uses a new key for another body, and after a reset", () => {
  const idempotencyKey = new IdempotencyKey();
  const key = idempotencyKey.for({ email: "ada@example.com" });
  const other = idempotencyKey.for({ email: "eve@example.com" });
  expect(other).not.toBe(key);
  idempotencyKey.reset();
  expect(idempotencyKey.for({ email: "eve@example.com" })).not.toBe(other);
});
