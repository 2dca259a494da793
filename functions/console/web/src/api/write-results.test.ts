import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { WriteResults } from "./write-results.ts";
import type { Grant, Invitation, Me, Organisation, PermissionRow, Removal } from "./types.ts";

const one = (status: Invitation["status"]) => ({ id: "i", email: "ada@example.com", status }) as Invitation;
const list = (...status: readonly string[]) => ["organisation", "o", "invitations", { status, search: "", account: "" }, ""];
const grant = (accountId?: string) => ({ role: { id: "developer", name: "Developer" }, scope: { organisationId: "o", accountId } }) as Grant;
const row = (...grants: readonly Grant[]) => ({ user: { id: "ada" }, version: "1", grants }) as PermissionRow;
const members = ["organisation", "o", "members", { search: "", account: "", role: "" }, ""];
const removal = (more: Partial<Removal>): Removal => ({ removed: [], revokedInvitations: [], remaining: [], effectiveAt: "", ...more });

function scene() {
  const cache = new QueryClient();
  cache.setQueryData(list("pending"), { items: [one("pending")] });
  cache.setQueryData(list("revoked"), { items: [] });
  cache.setQueryData(["organisation", "o", "invitation", "i"], { ...one("pending"), version: "7" });
  cache.setQueryData(members, { items: [row(grant(), grant("shop"))] });
  cache.setQueryData(["organisation", "other", ...members.slice(2)], { items: [row(grant())] });
  return { cache, results: new WriteResults(cache), shown: (key: readonly unknown[]) => cache.getQueryData(key) };
}

it("shows a changed invitation in every list and in its details", async () => {
  const { results, shown } = scene();
  await results.invitations("o", [one("revoked")]);
  expect(shown(list("pending"))).toEqual({ items: [] });
  expect(shown(list("revoked"))).toEqual({ items: [one("revoked")] });
  expect(shown(["organisation", "o", "invitation", "i"])).toEqual({ ...one("revoked"), version: "7" });
});

it("shows no request any more that a write has answered", async () => {
  const { cache, results, shown } = scene();
  cache.setQueryData(["organisation", "o", "invitation", "i"], { ...one("expired"), renewalRequestedAt: "2026-11-28T10:05:11Z", editable: true, version: "7" });
  await results.invitations("o", [one("pending")]);
  expect(shown(["organisation", "o", "invitation", "i"])).toEqual({ ...one("pending"), editable: true, version: "7" });
});

it("shows that an invitation needs an inviter until somebody else is its inviter", async () => {
  const { cache, results, shown } = scene();
  const by = (userId: string) => ({ ...one("pending"), invitedBy: { userId, name: userId } });
  cache.setQueryData(["organisation", "o", "invitation", "i"], { ...by("gone"), needsInviter: true, version: "7" });
  await results.invitations("o", [by("gone")]);
  expect(shown(["organisation", "o", "invitation", "i"])).toEqual({ ...by("gone"), needsInviter: true, version: "7" });
  await results.invitations("o", [by("chief")]);
  expect(shown(["organisation", "o", "invitation", "i"])).toEqual({ ...by("chief"), version: "7" });
});

it("shows what a removal leaves, and closes the invitations that it revoked", async () => {
  const { results, shown } = scene();
  await results.removal("o", row(grant(), grant("shop")), removal({ remaining: [grant()], revokedInvitations: ["i", "of nobody"] }));
  expect(shown(members)).toEqual({ items: [row(grant())] });
  expect(shown(list("pending"))).toEqual({ items: [] });
  await results.removal("o", row(grant()), removal({}));
  expect(shown(members)).toEqual({ items: [] });
  expect(shown(["organisation", "other", ...members.slice(2)])).toEqual({ items: [row(grant())] });
});

it("keeps the answer of a read that began before the write out of the list", async () => {
  const { cache, results, shown } = scene();
  let answer: (page: unknown) => void = () => {};
  const read = cache.query({ queryKey: list("pending"), queryFn: ({ signal }) => new Promise((resolve) => { answer = resolve; signal.throwIfAborted(); }), staleTime: 0 }).catch(() => undefined);
  await results.invitations("o", [one("revoked")]);
  answer({ items: [one("pending")] });
  await read;
  expect(shown(list("pending"))).toEqual({ items: [] });
});

it("shows what the user has given up", async () => {
  const { cache, results, shown } = scene();
  cache.setQueryData<Me>(["me"], { user: { id: "ada" } as Me["user"], grants: [grant(), grant("shop")] });
  cache.setQueryData(["organisations"], [{ id: "o" }, { id: "p" }] as Organisation[]);
  await results.leave("o", removal({ removed: [grant("shop")], remaining: [grant()] }));
  expect(shown(["me"])).toEqual({ user: { id: "ada" }, grants: [grant()] });
  expect(shown(["organisations"])).toEqual([{ id: "o" }, { id: "p" }]);
  await results.leave("o", removal({ removed: [grant()] }));
  expect(shown(["organisations"])).toEqual([{ id: "p" }]);
});
