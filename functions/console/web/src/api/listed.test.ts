import { expect, it } from "vitest";
import { asRevoked, invitationsOnPage, membersOnPage } from "./listed.ts";
import type { Grant, Invitation, PermissionRow } from "./types.ts";

const invitation = (id: string, more: Partial<Invitation> = {}): Invitation => ({ id, email: `${id}@example.com`, firstName: "", lastName: "", status: "pending", roles: [], ...more }) as Invitation;
const pending = { status: ["pending"], needsInviter: false, search: "", account: "" } as const;
const closed = { ...pending, status: ["revoked", "expired"] } as const;
const page = { items: [invitation("ada"), invitation("eve")], nextCursor: "next" };
const ids = ({ items }: { readonly items: readonly Invitation[] }) => items.map(({ id }) => id);

it("has a changed invitation in its place", () => {
  const written = invitation("ada", { roles: ["developer"] });
  expect(invitationsOnPage(page, written, pending, true).items[0]).toEqual(written);
});

it("moves an invitation between the open and the closed ones", () => {
  const revoked = invitation("ada", { status: "revoked" });
  expect(ids(invitationsOnPage(page, revoked, pending, true))).toEqual(["eve"]);
  expect(ids(invitationsOnPage({ items: [] }, revoked, closed, true))).toEqual(["ada"]);
});

it("has a new invitation in the order of addresses, if it is of this page", () => {
  expect(ids(invitationsOnPage(page, invitation("Bob"), pending, true))).toEqual(["ada", "Bob", "eve"]);
  expect(ids(invitationsOnPage(page, invitation("aaron"), pending, true))).toEqual(["aaron", "ada", "eve"]);
  expect(ids(invitationsOnPage(page, invitation("aaron"), pending, false)), "it is of a page before").toEqual(["ada", "eve"]);
  expect(ids(invitationsOnPage(page, invitation("zoe"), pending, true)), "it is of a page after").toEqual(["ada", "eve"]);
  expect(ids(invitationsOnPage({ items: page.items }, invitation("zoe"), pending, true))).toEqual(["ada", "eve", "zoe"]);
});

it("has no new invitation that the filters leave out", () => {
  const written = invitation("bob", { accountId: "shop" });
  expect(ids(invitationsOnPage(page, written, { ...pending, account: "depot" }, true))).toEqual(["ada", "eve"]);
  expect(ids(invitationsOnPage(page, written, { ...pending, search: "ada" }, true))).toEqual(["ada", "eve"]);
  expect(ids(invitationsOnPage(page, written, { ...pending, search: " BO", account: "shop" }, true))).toEqual(["ada", "bob", "eve"]);
});

it("has an invitation that needs an inviter until it is taken over", () => {
  const needing = { ...pending, needsInviter: true };
  const by = (userId: string) => ({ invitedBy: { userId, name: userId } });
  const orphans = { items: [invitation("ada", { ...by("gone"), needsInviter: true, editable: true })] };
  const renamed = invitation("ada", { ...by("gone"), firstName: "Ada" });
  expect(invitationsOnPage(orphans, renamed, needing, true).items).toEqual([{ ...renamed, needsInviter: true, editable: true }]);
  const taken = invitation("ada", by("chief"));
  expect(ids(invitationsOnPage(orphans, taken, needing, true))).toEqual([]);
  expect(invitationsOnPage(orphans, taken, pending, true).items).toEqual([{ ...taken, editable: true }]);
  expect(ids(invitationsOnPage(orphans, invitation("bob"), needing, true))).toEqual(["ada"]);
});

it("has nothing to answer in a revoked invitation", () => {
  const asked = invitation("ada", { needsInviter: true, acceptanceRequest: { userId: "eve", email: "eve@example.com", firstName: "Eve", lastName: "", requestedAt: "2026-11-28T10:05:11Z" } });
  expect(asRevoked(asked)).toEqual(invitation("ada", { status: "revoked" }));
});

const grant = (role: string, accountId?: string) => ({ role: { id: role, name: role }, scope: { organisationId: "o", accountId } }) as Grant;
const row = (id: string, ...grants: readonly Grant[]) => ({ user: { id }, grants }) as PermissionRow;
const members = { items: [row("ada", grant("developer")), row("eve", grant("developer"))] };
const everybody = { search: "", account: "", role: "" };

it("has a member's access as it is now, as far as the list shows it", () => {
  const now = row("ada", grant("developer", "shop"), grant("audit-viewer"));
  expect(membersOnPage(members, now, everybody).items).toEqual([now, members.items[1]]);
  expect(membersOnPage(members, now, { ...everybody, account: "shop" }).items[0]).toEqual(row("ada", grant("developer", "shop")));
  expect(membersOnPage(members, now, { ...everybody, role: "billing-viewer" }).items).toEqual([members.items[1]]);
  expect(membersOnPage(members, row("ada"), everybody).items).toEqual([members.items[1]]);
  expect(membersOnPage(members, row("bob", grant("developer")), everybody)).toEqual(members);
});
