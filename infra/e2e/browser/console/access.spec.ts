// Editing and removing access.
import { accept, found, invite, join, newAccount, rolesOf, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("edit access: a concurrent change is merged, and nothing is overwritten", async ({ page, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await admit.filterByEmail(member.email);
  await admit.row(member.email).getByRole("link", { name: "Edit access for Mona Member" }).click();
  await admit.expectHeading(/^Edit access/);
  await admit.addRoles("Signing Viewer");
  await expect(page.getByRole("list", { name: "Current roles" })).toContainText("New");

  await accept(await invite(organisation, { email: member.email, roles: ["audit-viewer"] }), member);
  await admit.button("Save changes").click();
  await expect(admit.content.getByRole("alert")).toContainText("Someone else changed this access");
  await expect(admit.content.getByRole("alert")).toContainText("Added: Audit Viewer, Whole organisation");
  expect(await rolesOf(member.email, member.password), "before the changes were reviewed").toEqual(["audit-viewer", "billing-viewer"]);
  await page.getByRole("button", { name: "Remove Billing Viewer, Whole organisation" }).click();
  await admit.button("Save changes").click();
  await admit.expectNotice("Access for Mona Member has been updated.");
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "signing-viewer"]);
});

test("remove access shows what will be removed, revoked and kept", async ({ page, world: { partner, organisation, drift } }) => {
  const member = await join(organisation, { firstName: "Nils", lastName: "Falk", roles: ["signing-viewer"] });
  await accept(await invite(organisation, { email: member.email, accountId: drift.id, roles: ["developer"] }), member);
  await accept(await invite(partner, { email: member.email, roles: ["partner-organisation-admin"] }), member);
  const pending = await invite(organisation, { email: member.email, roles: ["support-editor"] });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await admit.filterByEmail(member.email);
  await expect(admit.row(member.email)).toContainText("Inherited from Nordlys Gruppen");
  await admit.row(member.email).getByRole("button", { name: "Remove access for Nils Falk" }).click();

  await admit.dialog.getByRole("radio", { name: `Only: Account ${drift.name}` }).click();
  const goes = admit.dialog.getByRole("listitem").filter({ hasText: "Developer" });
  await expect(goes).toContainText(drift.name);
  await admit.dialog.getByRole("radio", { name: `All access to ${organisation.name}` }).click();
  await expect(admit.dialog.getByRole("listitem").filter({ hasText: "Signing Viewer" })).toBeVisible();
  await expect(admit.dialog.getByRole("listitem").filter({ hasText: pending.email })).toContainText("Support Editor");
  await expect(admit.dialog.getByRole("listitem").filter({ hasText: "Partner Organisation Admin" })).toContainText("Inherited from Nordlys Gruppen");

  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await admit.expectNotice("Other access remains.");
  expect(await rolesOf(member.email, member.password)).toEqual(["partner-organisation-admin"]);
  await admit.open(`${paths.users(organisation.id)}?view=closed`, "Users");
  await admit.filterByEmail(pending.email);
  await expect(admit.row(pending.email).filter({ hasText: "Revoked" })).toBeVisible();
});

test("the last administrator cannot be removed, and sees why", async ({ page, organisation: { id, admin } }) => {
  const admit = new Console(page);
  await admit.signIn(admin, paths.member(id, admin.id), /^Edit access/);
  await admit.button("Remove access").first().click();
  await expect(admit.dialog).toContainText("You’re removing your own access");
  await expect(admit.dialog).toContainText("Grant the role to someone else first.");
  await expect(admit.dialog.getByRole("button", { name: "Remove access" })).toBeDisabled();
});

test("members are filtered by email address, account and role", async ({ page }) => {
  const organisation = await found(unique("Org"));
  const account = await newAccount(organisation, unique("Loans"));
  const there = await join(organisation, { accountId: account.id, roles: ["developer"] });
  const elsewhere = await join(organisation, { roles: ["audit-viewer"] });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await expect(admit.row(elsewhere.email)).toBeVisible();
  await admit.select("Account", account.name);
  await expect(admit.row(elsewhere.email)).toHaveCount(0);
  await expect(admit.row(there.email)).toContainText(account.name);
  await admit.select("Account", "All accounts");
  await admit.select("Role", "Audit Viewer");
  await expect(admit.row(elsewhere.email)).toBeVisible();
  await expect(admit.row(there.email)).toHaveCount(0);
  await admit.select("Role", "All roles");
  await page.getByLabel("Name or email address").fill(there.email.slice(0, 12));
  await expect(admit.row(there.email)).toBeVisible();
  await expect(admit.row(elsewhere.email)).toHaveCount(0);
});

test("a member gives up an account and then the organisation", async ({ page, organisation }) => {
  const member = await join(organisation);
  const account = await newAccount(organisation, unique("Shop"));
  await accept(await invite(organisation, { email: member.email, accountId: account.id, roles: ["audit-viewer"] }), member);
  const admit = new Console(page);
  await admit.signIn(member, "/me", "My access");
  await admit.button(`Leave ${organisation.name}`).click();
  await expect(admit.dialog).toContainText("Only an administrator can restore it.");
  await admit.dialog.getByRole("radio", { name: `Only: Account ${account.name}` }).click();
  await admit.dialog.getByRole("button", { name: "Leave" }).click();
  await admit.expectNotice("You’ve given up your access");
  expect(await rolesOf(member.email, member.password)).toEqual(["billing-viewer"]);

  await admit.button(`Leave ${organisation.name}`).click();
  await admit.dialog.getByRole("button", { name: "Leave" }).click();
  await expect(admit.content).toContainText("You have no roles yet");
  expect(await rolesOf(member.email, member.password)).toEqual([]);
});
