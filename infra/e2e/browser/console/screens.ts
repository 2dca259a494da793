// All screens of the console with the person who opens them, for tests of all screens and
// for screenshots.
import { expect, type Page } from "@playwright/test";
import { newAddress, type Person } from "../fixtures/people";
import type { World } from "../fixtures/world";
import { Console, paths } from "./console";

interface Screen {
  name: string;
  as(world: World): Person;
  path(world: World): string;
  heading: string | RegExp;
  prepare?(admit: Console, world: World): Promise<void>;
}

const admin = ({ organisation }: World) => organisation.admin;
const owner = ({ partner }: World) => partner.admin;
const reader = ({ reader }: World) => reader;
const accountAdmin = ({ accountAdmin }: World) => accountAdmin;
const checked = (permission: string) => ({ organisation: { id }, reader: { id: person } }: World) => `${paths.checkAccess(id)}?${new URLSearchParams({ person, permission })}`;
const of = (path: (id: string) => string) => ({ organisation }: World) => path(organisation.id);

export const screens: Screen[] = [
  { name: "home", as: owner, path: () => "", heading: "Home" },
  { name: "home-of-a-reader", as: reader, path: () => "", heading: "Home" },
  { name: "my-access", as: owner, path: () => "/me", heading: "My access" },
  { name: "users-open", as: admin, path: of(paths.users), heading: "Users" },
  { name: "users-closed", as: admin, path: (w) => `${of(paths.users)(w)}?view=closed`, heading: "Users" },
  { name: "users-people", as: admin, path: (w) => `${of(paths.users)(w)}?view=people`, heading: "Users" },
  { name: "users-details", as: admin, path: (w) => `${of(paths.users)(w)}?invitation=${w.pending.id}`, heading: "Users", prepare: ({ dialog }) => expect(dialog).toContainText("Erik") },
  { name: "invite", as: admin, path: of(paths.invite), heading: "Invite users" },
  { name: "invite-role-picker", as: admin, path: of(paths.invite), heading: "Invite users", prepare: openPicker },
  { name: "invite-as-account-admin", as: accountAdmin, path: of(paths.invite), heading: "Invite users" },
  { name: "invite-outcomes", as: admin, path: of(paths.invite), heading: "Invite users", prepare: inviteThree },
  { name: "edit-invitation", as: admin, path: of(paths.users), heading: "Users", prepare: (admit, { pending }) => openAction(admit, pending.email, "Edit") },
  { name: "revoke-invitation", as: admin, path: of(paths.users), heading: "Users", prepare: (admit, { pending }) => openAction(admit, pending.email, "Revoke") },
  { name: "permissions", as: admin, path: of(paths.members), heading: "Permissions", prepare: ({ content }) => expect(content).toContainText("Inherited from Nordlys Gruppen") },
  { name: "permissions-of-an-account", as: accountAdmin, path: of(paths.members), heading: "Permissions" },
  { name: "edit-access", as: admin, path: (w) => paths.member(w.organisation.id, w.reader.id), heading: /^Edit access/ },
  { name: "inherited-access", as: admin, path: (w) => paths.member(w.organisation.id, w.partner.admin.id), heading: /^View access/ },
  { name: "why", as: admin, path: of(paths.members), heading: "Permissions", prepare: explain },
  { name: "remove-access", as: admin, path: of(paths.members), heading: "Permissions", prepare: removeAccess },
  { name: "check-access", as: admin, path: of(paths.checkAccess), heading: "Check access" },
  { name: "check-access-allowed", as: admin, path: checked("billing:read"), heading: "Check access", prepare: ({ content }) => expect(content).toContainText("View invitation") },
  { name: "check-access-not-allowed", as: admin, path: checked("billing:delete"), heading: "Check access", prepare: ({ content }) => expect(content).toContainText("Not allowed") },
  { name: "structure", as: owner, path: (w) => paths.structure(w.partner.id), heading: "Organisations and accounts", prepare: ({ content }) => expect(content).toContainText("Nordlys Energi") },
  { name: "create-organisation", as: owner, path: (w) => paths.structure(w.partner.id), heading: "Organisations and accounts", prepare: createOrganisation },
  { name: "audit-log", as: admin, path: of(paths.auditLog), heading: "Audit log", prepare: ({ content }) => expect(content).toContainText("Vera Sund") },
  { name: "not-allowed", as: reader, path: of(paths.users), heading: "Users", prepare: ({ content }) => expect(content).toContainText("You don’t have permission") },
  { name: "not-found", as: reader, path: (w) => paths.users(w.partner.id), heading: "Users", prepare: ({ content }) => expect(content).toContainText("Page not found, or you don’t have access") },
  { name: "session-expired", as: admin, path: of(paths.users), heading: "Users", prepare: expireSession },
  { name: "no-such-screen", as: reader, path: () => "/no/such/screen", heading: "Page not found, or you don’t have access" },
];

// reach signs in and opens a screen.
export async function reach({ as, path, heading, prepare }: Screen, page: Page, world: World): Promise<Console> {
  const admit = new Console(page);
  await admit.signIn(as(world), path(world), heading);
  await prepare?.(admit, world);
  return admit;
}

async function openPicker(admit: Console): Promise<void> {
  await admit.button("Add roles").click();
  await expect(admit.dialog.getByRole("tab")).toHaveCount(3);
}

async function inviteThree(admit: Console, { pending, reader }: World): Promise<void> {
  await admit.page.getByLabel("Email addresses").fill([newAddress("kari.lunde"), pending.email, reader.email].join("\n"));
  await admit.addRoles("Audit Viewer");
  await admit.button("Send 3 invitations").click();
  await expect(admit.content).toContainText("1 person was invited, 2 addresses couldn’t be invited.");
}

async function explain(admit: Console, { partner }: World): Promise<void> {
  await admit.row(partner.admin.email).getByRole("button", { name: /^Why/ }).click();
  await expect(admit.dialog).toContainText("Everything at this scope");
}

async function removeAccess(admit: Console, { reader }: World): Promise<void> {
  await admit.row(reader.email).getByRole("button", { name: "Remove access" }).click();
  await expect(admit.dialog).toContainText("Takes effect immediately.");
}

async function openAction(admit: Console, email: string, action: string): Promise<void> {
  await admit.startAction(email, action);
  await expect(admit.dialog).toContainText(email);
}

async function createOrganisation(admit: Console): Promise<void> {
  await admit.button("Create organisation").click();
  await expect(admit.dialog.getByLabel("Name")).toBeVisible();
}

async function expireSession(admit: Console): Promise<void> {
  await admit.expireSession();
  await admit.button("Refresh").click();
  await expect(admit.dialog).toContainText("Your session has expired");
}
