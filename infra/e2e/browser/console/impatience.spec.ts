// What people do while something is under way, and what they must find afterwards.
import { deployment } from "../fixtures/deployment";
import { accept, found, invite, inviteAll, join, newAccount, newAddress, rolesOf, unique } from "../fixtures/people";
import { hold, loseAnswer } from "../fixtures/network";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("what is being done cannot be called off, and says what came of it", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await admit.find(invited.email);
  await admit.act(invited.email, "Revoke");
  const goOn = await hold(page, "DELETE", "/organisations/*/invitations/*");
  await admit.dialog.getByRole("button", { name: "Revoke" }).click();
  await expect(admit.dialog.getByRole("button", { name: "Cancel" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5); // beside the dialogue
  await expect(admit.dialog).toBeVisible();
  goOn();
  await expect(admit.dialog).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: `The invitation of ${invited.email} is revoked.` })).toBeVisible();
  await expect(admit.row(invited.email)).toHaveCount(0);
  await expect(admit.heading).toBeFocused(); // the row that had the focus is gone
});

test("a click beside a dialogue loses nothing that was typed", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.structure(organisation.id), "Organisations and accounts");
  await admit.button("Create account").click();
  await admit.dialog.getByLabel("Name").fill("Loans");
  await page.mouse.click(5, 5);
  await expect(admit.dialog.getByLabel("Name")).toHaveValue("Loans");
});

test("while access is saved it cannot be changed; who has gone on is not called back", async ({ page, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permission(organisation.id, member.id), "Edit access");
  await admit.addRoles("Audit Viewer");
  const goOn = await hold(page, "PUT", "/organisations/*/permissions/*");
  await admit.button("Save changes").click();
  await expect(page.getByRole("button", { name: /^Remove Audit Viewer/ })).toBeDisabled();
  await expect(admit.button("Add roles")).toBeDisabled();
  await admit.menu.getByRole("link", { name: "My access" }).click(); // nothing is lost by that
  await admit.shows("My access");
  goOn();
  await admit.told("The access of Mona Member has been changed.");
  await expect(admit.heading).toHaveText("My access");
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "billing-viewer"]);
});

test("pages are turned one at a time, however fast", async ({ page }) => {
  const organisation = await found(unique("Pages"));
  const emails = Array.from({ length: 60 }, (_, at) => `p${String(at).padStart(2, "0")}-${newAddress("pages")}`);
  await inviteAll(organisation, emails);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await expect(admit.row("p00-")).toBeVisible();
  const goOn = await hold(page, "GET", "/organisations/*/invitations?*cursor=*");
  for (let click = 0; click < 3; click++) await admit.button("Next page").first().click();
  goOn();
  await expect(admit.row("p25-")).toBeVisible();
  await expect(admit.content.getByRole("heading", { name: "Open invitations" })).toContainText("(50+)");
  await admit.button("Next page").first().click();
  await expect(admit.row("p59-")).toBeVisible();
  await expect(admit.content.getByRole("heading", { name: "Open invitations" })).toContainText("(60)");
});

test("a removal whose answer was lost is found done, with what is inherited left", async ({ page, world: { partner, organisation } }) => {
  const member = await join(organisation, { firstName: "Tor", lastName: "Vik" });
  await accept(await invite(partner, { email: member.email, roles: ["partner-organisation-admin"] }), member);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permissions(organisation.id), "Permissions");
  await admit.find(member.email);
  await admit.row(member.email).getByRole("button", { name: "Remove access of Tor Vik" }).click();
  await loseAnswer(page, "*/organisations/*/permissions/*");
  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await expect(admit.dialog.getByRole("alert")).toContainText("The server cannot be reached");
  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await admit.told("It had been removed already.");
});

test("an answer that breaks off in its middle is a failure to try again after", async ({ page, organisation }) => {
  const email = newAddress("broken");
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.invite(organisation.id), "Invite users");
  await page.getByLabel("Mail addresses").fill(`${email} ${newAddress("broken")}`);
  await admit.addRoles("Billing Viewer");
  await page.route(`${deployment.apiUrl}/organisations/*/invitations/batch`, (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"items": [' }), { times: 1 });
  await admit.button("Send 2 invitations").click();
  await expect(admit.content.getByRole("alert")).toContainText("The server cannot be reached");
  await admit.button("Try again").click();
  await expect(admit.content).toContainText("2 people were invited.");
});

test("a refusal goes with the address that it is about", async ({ page, organisation }) => {
  const pending = await invite(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.invite(organisation.id), "Invite users");
  await page.getByLabel("Mail addresses").fill(pending.email);
  await admit.addRoles("Billing Viewer");
  await admit.button("Send invitation").click();
  await expect(page.getByRole("link", { name: `See the invitation of ${pending.email}` })).toBeVisible();
  await page.getByLabel("Mail addresses").fill(newAddress("other"));
  await expect(page.getByRole("link", { name: /^See the invitation of/ })).toHaveCount(0);
  await expect(admit.content.getByRole("alert")).toHaveCount(0);
});

test("an administrator of one account filters by no other, though they see it", async ({ page, organisation }) => {
  const [own, other] = await Promise.all([newAccount(organisation, unique("Own")), newAccount(organisation, unique("Other"))]);
  const person = await join(organisation, { accountId: own.id, roles: ["account-admin"] });
  await accept(await invite(organisation, { email: person.email, roles: ["billing-viewer"] }), person); // of all accounts
  const admit = new Console(page);
  await admit.enter(person, screen.permissions(organisation.id), "Permissions");
  await page.getByLabel("Account", { exact: true }).click();
  await expect(page.getByRole("option", { name: own.name })).toBeVisible();
  await expect(page.getByRole("option", { name: other.name })).toHaveCount(0);
});

test("the menu leads to the list without what it was searched for", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.enter(organisation.admin, `${screen.permissions(organisation.id)}?email=nobody`, "Permissions");
  await expect(page.getByLabel("Address begins with")).toHaveValue("nobody");
  await admit.menu.getByRole("link", { name: "Permissions" }).click();
  await expect(page.getByLabel("Address begins with")).toHaveValue("");
  await expect(admit.row(organisation.admin.email)).toBeVisible();
});

test("who goes on while invitations are sent is told what came of them", async ({ page, organisation }) => {
  const pending = await invite(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.invite(organisation.id), "Invite users");
  await page.getByLabel("Mail addresses").fill([pending.email, newAddress("on"), newAddress("on")].join(" "));
  await admit.addRoles("Billing Viewer");
  const goOn = await hold(page, "POST", "/organisations/*/invitations/batch");
  await admit.button("Send 3 invitations").click();
  await expect(admit.content).toContainText("Inviting 3 people");
  await admit.menu.getByRole("link", { name: "My access" }).click();
  await admit.shows("My access");
  goOn();
  await admit.told("2 people were invited, 1 address was refused.");
});

test("without a connection nothing is put off until there is one", async ({ page, context, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permissions(organisation.id), "Permissions");
  await admit.find(member.email);
  await admit.row(member.email).getByRole("button", { name: "Remove access of Mona Member" }).click();
  await expect(admit.dialog).toContainText("It takes effect at once");
  await context.setOffline(true);
  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await expect(admit.dialog.getByRole("alert")).toContainText("The server cannot be reached");
  await admit.dialog.getByRole("button", { name: "Cancel" }).click();
  await context.setOffline(false);
  await admit.button("Read the list again").click();
  await expect(admit.row(member.email)).toBeVisible();
  expect(await rolesOf(member.email, member.password)).toEqual(["billing-viewer"]);
});

test("what could not be read without a connection is there once there is one", async ({ page, context, organisation }) => {
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permissions(organisation.id), "Permissions");
  await context.setOffline(true);
  await page.getByLabel("Address begins with").fill(organisation.admin.email);
  await expect(admit.content.getByRole("alert")).toContainText("The server cannot be reached");
  await context.setOffline(false);
  await expect(admit.row(organisation.admin.email)).toBeVisible();
});

test("who goes on while access is saved is told that it was not, too", async ({ page, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permission(organisation.id, member.id), "Edit access");
  await admit.addRoles("Audit Viewer");
  const saving = "/organisations/*/permissions/*";
  await page.route(deployment.apiUrl + saving, (route) => (route.request().method() === "PUT" ? route.abort("connectionreset") : route.fallback()));
  const goOn = await hold(page, "PUT", saving);
  await admit.button("Save changes").click();
  await admit.menu.getByRole("link", { name: "My access" }).click();
  await admit.shows("My access");
  goOn();
  await admit.told("The server cannot be reached");
});
