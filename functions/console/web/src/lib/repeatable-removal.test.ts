import { expect, it } from "vitest";
import { Problem } from "../api/problem.ts";
import type { Removal } from "../api/types.ts";
import { RepeatableRemoval } from "./repeatable-removal.ts";

const removed: Removal = { removed: [], revokedInvitations: [], remaining: [], effectiveAt: "2026-11-24T10:02:11Z" };
const fail = (init: Partial<Problem> & Pick<Problem, "kind">) => () => Promise.reject(new Problem(init));
const lost = fail({ kind: "unreachable" });
const nothingLeft = fail({ kind: "not-found", status: 404 });
const onlyInherited = fail({ kind: "inherited-access", status: 409 });

it("counts nothing to remove as success where an earlier try may have removed it", async () => {
  for (const after of [nothingLeft, onlyInherited]) {
    const removal = new RepeatableRemoval();
    await expect(removal.run(lost)).rejects.toMatchObject({ kind: "unreachable" });
    await expect(removal.run(after)).resolves.toBeUndefined();
  }
  await expect(new RepeatableRemoval().run(fail({ kind: "not-found", status: 404, repeated: true }))).resolves.toBeUndefined();
});

it("fails where nothing was there to remove at first, or was refused", async () => {
  await expect(new RepeatableRemoval().run(nothingLeft)).rejects.toMatchObject({ kind: "not-found" });
  const removal = new RepeatableRemoval();
  await expect(removal.run(fail({ kind: "forbidden", status: 403 }))).rejects.toMatchObject({ kind: "forbidden" });
  await expect(removal.run(onlyInherited)).rejects.toMatchObject({ kind: "inherited-access" });
});

it("removes once", async () => {
  const removal = new RepeatableRemoval();
  expect(await removal.run(() => Promise.resolve(removed))).toBe(removed);
  await expect(removal.run(nothingLeft)).resolves.toBeUndefined();
});
