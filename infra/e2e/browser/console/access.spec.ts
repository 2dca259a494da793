// Changing and taking away what somebody holds.
import { accept, found, invite, join, newAccount, rolesOf, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("edit access, while it is changed elsewhere: nothing is lost, and nothing overwritten", async ({ page, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permissions(organisation.id), "Permissions");
  await admit.find(member.email);
  await admit.row(member.email).getByRole("link", { name: "Edit access of Mona Member" }).click();
  await admit.shows("Edit access");
  await admit.addRoles("Signing Viewer");
  await expect(page.getByRole("list", { name: "Roles held here" })).toContainText("New");

  await accept(await invite(organisation, { email: member.email, roles: ["audit-viewer"] }), member);
  await admit.button("Save changes").click();
  await expect(admit.content.getByRole("alert")).toContainText("This access was changed meanwhile");
  await expect(admit.content.getByRole("alert")).toContainText("New: Audit Viewer, Whole organisation");
  expect(await rolesOf(member.email, member.password), "before it was looked over").toEqual(["audit-viewer", "billing-viewer"]);
  await page.getByRole("button", { name: "Remove Billing Viewer, Whole organisation" }).click();
  await admit.button("Save changes").click();
  await admit.told("The access of Mona Member has been changed.");
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "signing-viewer"]);
});

test("remove access shows what goes, what is revoked and what stays", async ({ page, world: { partner, organisation, drift } }) => {
  const member = await join(organisation, { firstName: "Nils", lastName: "Falk", roles: ["signing-viewer"] });
  await accept(await invite(organisation, { email: member.email, accountId: drift.id, roles: ["developer"] }), member);
  await accept(await invite(partner, { email: member.email, roles: ["partner-organisation-admin"] }), member);
  const pending = await invite(organisation, { email: member.email, roles: ["support-editor"] });
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permissions(organisation.id), "Permissions");
  await admit.find(member.email);
  await expect(admit.row(member.email)).toContainText("Inherited from Nordlys Gruppen");
  await admit.row(member.email).getByRole("button", { name: "Remove access of Nils Falk" }).click();

  await admit.dialog.getByRole("radio", { name: `Only: Account ${drift.name}` }).click();
  const goes = admit.dialog.getByRole("listitem").filter({ hasText: "Developer" });
  await expect(goes).toContainText(drift.name);
  await admit.dialog.getByRole("radio", { name: `Everything in ${organisation.name}` }).click();
  await expect(admit.dialog.getByRole("listitem").filter({ hasText: "Signing Viewer" })).toBeVisible();
  await expect(admit.dialog.getByRole("listitem").filter({ hasText: pending.email })).toContainText("Support Editor");
  await expect(admit.dialog.getByRole("listitem").filter({ hasText: "Partner Organisation Admin" })).toContainText("Inherited from Nordlys Gruppen");

  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await admit.told("What is held elsewhere stays.");
  expect(await rolesOf(member.email, member.password)).toEqual(["partner-organisation-admin"]);
  await admit.go(`${screen.users(organisation.id)}?view=closed`, "Users");
  await admit.find(pending.email);
  await expect(admit.row(pending.email).filter({ hasText: "Revoked" })).toBeVisible();
});

test("the last administrator cannot leave, and is told why", async ({ page, organisation: { id, admin } }) => {
  const admit = new Console(page);
  await admit.enter(admin, screen.permission(id, admin.id), "Edit access");
  await admit.button("Remove access").first().click();
  await expect(admit.dialog).toContainText("You are removing yourself");
  await expect(admit.dialog).toContainText("Give the role to somebody else first.");
  await expect(admit.dialog.getByRole("button", { name: "Remove access" })).toBeDisabled();
});

test("people are found by address, account and role", async ({ page }) => {
  const organisation = await found(unique("Org"));
  const account = await newAccount(organisation, unique("Loans"));
  const there = await join(organisation, { accountId: account.id, roles: ["developer"] });
  const elsewhere = await join(organisation, { roles: ["audit-viewer"] });
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permissions(organisation.id), "Permissions");
  await expect(admit.row(elsewhere.email)).toBeVisible();
  await admit.choose("Account", account.name);
  await expect(admit.row(elsewhere.email)).toHaveCount(0);
  await expect(admit.row(there.email)).toContainText(account.name);
  await admit.choose("Account", "All accounts");
  await admit.choose("Role", "Audit Viewer");
  await expect(admit.row(elsewhere.email)).toBeVisible();
  await expect(admit.row(there.email)).toHaveCount(0);
  await admit.choose("Role", "All roles");
  await page.getByLabel("Address begins with").fill(there.email.slice(0, 12));
  await expect(admit.row(there.email)).toBeVisible();
  await expect(admit.row(elsewhere.email)).toHaveCount(0);
});
