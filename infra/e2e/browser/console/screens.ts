// Every screen of the console, and who sees it how: for the tests of what holds
// on all of them, and for the pictures.
import { expect, type Page } from "@playwright/test";
import { newAddress, type Person } from "../fixtures/people";
import type { World } from "../fixtures/world";
import { Console, screen } from "./console";

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
const of = (path: (id: string) => string) => ({ organisation }: World) => path(organisation.id);

export const screens: Screen[] = [
  { name: "home", as: owner, path: () => "", heading: "Home" },
  { name: "home-of-a-reader", as: reader, path: () => "", heading: "Home" },
  { name: "my-access", as: owner, path: () => "/me", heading: "My access" },
  { name: "users-open", as: admin, path: of(screen.users), heading: "Users" },
  { name: "users-closed", as: admin, path: (w) => `${of(screen.users)(w)}?view=closed`, heading: "Users" },
  { name: "users-people", as: admin, path: (w) => `${of(screen.users)(w)}?view=people`, heading: "Users" },
  { name: "users-details", as: admin, path: (w) => `${of(screen.users)(w)}?invitation=${w.pending.id}`, heading: "Users", prepare: ({ dialog }) => expect(dialog).toContainText("Erik") },
  { name: "invite", as: admin, path: of(screen.invite), heading: "Invite users" },
  { name: "invite-role-picker", as: admin, path: of(screen.invite), heading: "Invite users", prepare: openPicker },
  { name: "invite-as-account-admin", as: accountAdmin, path: of(screen.invite), heading: "Invite users" },
  { name: "invite-outcomes", as: admin, path: of(screen.invite), heading: "Invite users", prepare: inviteThree },
  { name: "edit-invitation", as: admin, path: of(screen.users), heading: "Users", prepare: (admit, { pending }) => openAction(admit, pending.email, "Edit") },
  { name: "revoke-invitation", as: admin, path: of(screen.users), heading: "Users", prepare: (admit, { pending }) => openAction(admit, pending.email, "Revoke") },
  { name: "permissions", as: admin, path: of(screen.permissions), heading: "Permissions", prepare: ({ content }) => expect(content).toContainText("Inherited from Nordlys Gruppen") },
  { name: "permissions-of-an-account", as: accountAdmin, path: of(screen.permissions), heading: "Permissions" },
  { name: "edit-access", as: admin, path: (w) => screen.permission(w.organisation.id, w.reader.id), heading: "Edit access" },
  { name: "inherited-access", as: admin, path: (w) => screen.permission(w.organisation.id, w.partner.admin.id), heading: "Edit access" },
  { name: "remove-access", as: admin, path: of(screen.permissions), heading: "Permissions", prepare: removeAccess },
  { name: "structure", as: owner, path: (w) => screen.structure(w.partner.id), heading: "Organisations and accounts", prepare: ({ content }) => expect(content).toContainText("Nordlys Energi") },
  { name: "create-organisation", as: owner, path: (w) => screen.structure(w.partner.id), heading: "Organisations and accounts", prepare: createOrganisation },
  { name: "activity", as: admin, path: of(screen.activity), heading: "Activity", prepare: ({ content }) => expect(content).toContainText("Vera Sund") },
  { name: "not-allowed", as: reader, path: of(screen.users), heading: "Users", prepare: ({ content }) => expect(content).toContainText("You may not do this") },
  { name: "not-found", as: reader, path: (w) => screen.users(w.partner.id), heading: "Users", prepare: ({ content }) => expect(content).toContainText("There is nothing here for you") },
  { name: "session-ended", as: admin, path: of(screen.users), heading: "Users", prepare: endSession },
  { name: "no-such-screen", as: reader, path: () => "/no/such/screen", heading: "There is nothing here for you" },
];

// reach signs in and brings the page to a screen.
export async function reach({ as, path, heading, prepare }: Screen, page: Page, world: World): Promise<Console> {
  const admit = new Console(page);
  await admit.enter(as(world), path(world), heading);
  await prepare?.(admit, world);
  return admit;
}

async function openPicker(admit: Console): Promise<void> {
  await admit.button("Add roles").click();
  await expect(admit.dialog.getByRole("tab")).toHaveCount(3);
}

async function inviteThree(admit: Console, { pending, reader }: World): Promise<void> {
  await admit.page.getByLabel("Mail addresses").fill([newAddress("kari.lunde"), pending.email, reader.email].join("\n"));
  await admit.addRoles("Audit Viewer");
  await admit.button("Send 3 invitations").click();
  await expect(admit.content).toContainText("1 person was invited, 2 addresses were refused.");
}

async function removeAccess(admit: Console, { reader }: World): Promise<void> {
  await admit.row(reader.email).getByRole("button", { name: "Remove access" }).click();
  await expect(admit.dialog).toContainText("It takes effect at once");
}

async function openAction(admit: Console, email: string, action: string): Promise<void> {
  await admit.act(email, action);
  await expect(admit.dialog).toContainText(email);
}

async function createOrganisation(admit: Console): Promise<void> {
  await admit.button("Create organisation below").click();
  await expect(admit.dialog.getByLabel("Name")).toBeVisible();
}

async function endSession(admit: Console): Promise<void> {
  await admit.endSession();
  await admit.button("Refresh").click();
  await expect(admit.dialog).toContainText("Your session has ended");
}
