import { describe, expect, it } from "vitest";
import type { PermissionRow } from "../../api/shapes.ts";
import { add, begin, isChanged, lines, rebase, take } from "./edit.ts";

const row = (version: string, ...roles: string[]): PermissionRow => ({
  user: { id: "ada", email: "ada@example.com", firstName: "Ada", lastName: "Lovelace" },
  version,
  grants: roles.map((role) => ({ role: { id: role, name: role }, scope: { organisationId: "o" }, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z" })),
});

const began = begin(row("1", "billing", "signing"));
const billing = { role: "billing" };
const audit = { role: "audit" };

it("begins with what is held, unchanged", () => {
  expect(began.wanted).toEqual([{ role: "billing" }, { role: "signing" }]);
  expect(isChanged(began)).toBe(false);
});

it("shows what goes in its place, and what is new at the end", () => {
  expect(lines(add(take(began, billing), audit)).map(({ role, state }) => `${role} ${state}`)).toEqual(["billing taken", "signing kept", "audit added"]);
});

it("is unchanged again when everything was taken back", () => {
  expect(isChanged(add(take(began, billing), billing))).toBe(false);
  expect(isChanged(take(add(began, audit), audit))).toBe(false);
  expect(add(began, billing)).toBe(began);
});

describe("when somebody else changed the row", () => {
  it("takes theirs where nothing was decided", () => {
    expect(rebase(began, row("2", "audit"))).toEqual(begin(row("2", "audit")));
  });

  it("carries the decisions over, and tells what changed", () => {
    const edit = rebase(take(began, billing), row("2", "billing", "audit"));
    expect(edit.wanted).toEqual([{ role: "audit" }]);
    expect(edit.meanwhile).toEqual({ added: [{ role: "audit" }], taken: [{ role: "signing" }] });
    expect(isChanged(edit)).toBe(true);
  });

  it("has nothing left to do where they did the same", () => {
    const edit = rebase(take(began, billing), row("2", "signing"));
    expect(isChanged(edit)).toBe(false);
    expect(edit.meanwhile).toEqual({ added: [], taken: [{ role: "billing" }] });
  });

  it("keeps everything while the version is the same", () => {
    const edit = take(began, billing);
    expect(rebase(edit, row("1", "billing", "signing")).wanted).toEqual(edit.wanted);
  });
});
