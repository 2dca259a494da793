import { describe, expect, it } from "vitest";
import type { PermissionRow } from "../../../api/types.ts";
import { addRole, startEdit, isChanged, roleRows, rebase, removeRole, setEnd } from "./edit.ts";

const row = (version: string, ...roles: string[]): PermissionRow => ({
  user: { id: "ada", email: "ada@example.com", firstName: "Ada", lastName: "Lovelace" },
  version,
  grants: roles.map((role) => ({ role: { id: role, name: role }, scope: { organisationId: "o" }, grantedBy: { userId: "u", name: "Olga" }, grantedAt: "2026-11-24T10:02:11Z" })),
});

const started = startEdit(row("1", "billing", "signing"));
const billing = { role: "billing" };
const audit = { role: "audit" };

it("starts with the direct roles, unchanged", () => {
  expect(started.wanted).toEqual([{ role: "billing" }, { role: "signing" }]);
  expect(isChanged(started)).toBe(false);
});

it("keeps removed roles in their place, and has added ones at the end", () => {
  expect(roleRows(addRole(removeRole(started, billing), audit)).map(({ role, state }) => `${role} ${state}`)).toEqual(["billing removed", "signing kept", "audit added"]);
});

it("is unchanged again when every change was reverted", () => {
  expect(isChanged(addRole(removeRole(started, billing), billing))).toBe(false);
  expect(isChanged(removeRole(addRole(started, audit), audit))).toBe(false);
  expect(addRole(started, billing)).toBe(started);
});

it("wants a kept role as it was, without the state of its row", () => {
  const removed = removeRole(started, billing);
  const kept = roleRows(removed).reduce(addRole, removed);
  expect(kept.wanted).toEqual([{ role: "signing" }, { role: "billing" }]);
});

it("changes the end of a role, and keeps that of the others", () => {
  const [first, ...others] = row("1", "billing", "signing").grants;
  const until = "2036-12-05T22:59:59Z";
  const ending = startEdit({ ...row("1"), grants: first ? [{ ...first, until }, ...others] : [] });
  expect(isChanged(ending)).toBe(false);
  expect(setEnd(ending, { role: "signing" }, until).wanted).toEqual([{ role: "billing", until }, { role: "signing", until }]);
  expect(isChanged(setEnd(ending, billing, undefined))).toBe(true);
  expect(isChanged(setEnd(ending, billing, "2036-12-05T23:59:59+01:00"))).toBe(false);
});

describe("when somebody else changed the row", () => {
  it("takes their row if the edit is unchanged", () => {
    expect(rebase(started, row("2", "audit"))).toEqual(startEdit(row("2", "audit")));
  });

  it("merges the changes, and has theirs as the conflict", () => {
    const edit = rebase(removeRole(started, billing), row("2", "billing", "audit"));
    expect(edit.wanted).toEqual([{ role: "audit" }]);
    expect(edit.conflict).toEqual({ added: [{ role: "audit" }], removed: [{ role: "signing" }] });
    expect(isChanged(edit)).toBe(true);
  });

  it("is unchanged if they made the same change", () => {
    const edit = rebase(removeRole(started, billing), row("2", "signing"));
    expect(isChanged(edit)).toBe(false);
    expect(edit.conflict).toEqual({ added: [], removed: [{ role: "billing" }] });
  });

  it("keeps the edit while the version is the same", () => {
    const edit = removeRole(started, billing);
    expect(rebase(edit, row("1", "billing", "signing")).wanted).toEqual(edit.wanted);
  });
});
