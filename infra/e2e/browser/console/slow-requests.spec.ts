// Actions of users while a request is running, and after it has failed.
import { deployment } from "../fixtures/deployment";
import { accept, found, invite, inviteAll, join, newAccount, newAddress, rolesOf, unique } from "../fixtures/people";
import { hold, loseAnswer } from "../fixtures/network";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("a running action cannot be cancelled, and its result is shown", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail(invited.email);
  await admit.startAction(invited.email, "Revoke");
  const goOn = await hold(page, "DELETE", "/organisations/*/invitations/*");
  await admit.dialog.getByRole("button", { name: "Revoke" }).click();
  await expect(admit.dialog.getByRole("button", { name: "Cancel" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5); // beside the dialog
  await expect(admit.dialog).toBeVisible();
  goOn();
  await expect(admit.dialog).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: `The invitation for ${invited.email} has been revoked.` })).toBeVisible();
  await expect(admit.row(invited.email)).toHaveCount(0);
  await expect(admit.heading).toBeFocused(); // the focused row was removed
});

test("a click beside a dialog keeps the input", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.structure(organisation.id), "Organisations and accounts");
  await admit.button("Create account").click();
  await admit.dialog.getByLabel("Name").fill("Loans");
  await page.mouse.click(5, 5);
  await expect(admit.dialog.getByLabel("Name")).toHaveValue("Loans");
});

test("access cannot be changed while it is saved, and a user who has left the screen stays where they are", async ({ page, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.member(organisation.id, member.id), /^Edit access/);
  await admit.addRoles("Audit Viewer");
  const goOn = await hold(page, "PUT", "/organisations/*/permissions/*");
  await admit.button("Save changes").click();
  await expect(page.getByRole("button", { name: /^Remove Audit Viewer/ })).toBeDisabled();
  await expect(admit.button("Add roles")).toBeDisabled();
  await admit.menu.getByRole("link", { name: "My access" }).click(); // no input is lost, so there is no question
  await admit.expectHeading("My access");
  goOn();
  await admit.expectNotice("Access for Mona Member has been updated.");
  await expect(admit.heading).toHaveText("My access");
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "billing-viewer"]);
});

test("fast clicks turn one page at a time", async ({ page }) => {
  const organisation = await found(unique("Pages"));
  const emails = Array.from({ length: 60 }, (_, at) => `p${String(at).padStart(2, "0")}-${newAddress("pages")}`);
  await inviteAll(organisation, emails);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await expect(admit.row("p00-")).toBeVisible();
  const goOn = await hold(page, "GET", "/organisations/*/invitations?*cursor=*");
  for (let click = 0; click < 3; click++) await admit.button("Next page").first().click();
  goOn();
  await expect(admit.row("p25-")).toBeVisible();
  await expect(admit.content.getByRole("heading", { name: "Pending invitations" })).toContainText("(50+)");
  await admit.button("Next page").first().click();
  await expect(admit.row("p59-")).toBeVisible();
  await expect(admit.content.getByRole("heading", { name: "Pending invitations" })).toContainText("(60)");
});

test("a retry after a lost response finds the access removed, although inherited access remains", async ({ page, world: { partner, organisation } }) => {
  const member = await join(organisation, { firstName: "Tor", lastName: "Vik" });
  await accept(await invite(partner, { email: member.email, roles: ["partner-organisation-admin"] }), member);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await admit.filterByEmail(member.email);
  await admit.row(member.email).getByRole("button", { name: "Remove access for Tor Vik" }).click();
  await loseAnswer(page, "*/organisations/*/permissions/*");
  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await expect(admit.dialog.getByRole("alert")).toContainText("Can’t reach the server");
  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await admit.expectNotice("It had already been removed.");
});

test("a truncated response is reported and can be retried", async ({ page, organisation }) => {
  const email = newAddress("broken");
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(`${email} ${newAddress("broken")}`);
  await admit.addRoles("Billing Viewer");
  await page.route(`${deployment.apiUrl}/organisations/*/invitations/batch`, (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"items": [' }), { times: 1 });
  await admit.button("Send 2 invitations").click();
  await expect(admit.content.getByRole("alert")).toContainText("Can’t reach the server");
  await admit.button("Try again").click();
  await expect(admit.content).toContainText("2 people were invited.");
});

test("an error disappears when the address is changed", async ({ page, organisation }) => {
  const pending = await invite(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(pending.email);
  await admit.addRoles("Billing Viewer");
  await admit.button("Send invitation").click();
  await expect(page.getByRole("link", { name: `View invitation for ${pending.email}` })).toBeVisible();
  await page.getByLabel("Email addresses").fill(newAddress("other"));
  await expect(page.getByRole("link", { name: /^View invitation for/ })).toHaveCount(0);
  await expect(admit.content.getByRole("alert")).toHaveCount(0);
});

test("an Account Admin filters by their own accounts only", async ({ page, organisation }) => {
  const [own, other] = await Promise.all([newAccount(organisation, unique("Own")), newAccount(organisation, unique("Other"))]);
  const person = await join(organisation, { accountId: own.id, roles: ["account-admin"] });
  await accept(await invite(organisation, { email: person.email, roles: ["billing-viewer"] }), person); // for the whole organisation
  const admit = new Console(page);
  await admit.signIn(person, paths.members(organisation.id), "Permissions");
  await page.getByLabel("Account", { exact: true }).click();
  await expect(page.getByRole("option", { name: own.name })).toBeVisible();
  await expect(page.getByRole("option", { name: other.name })).toHaveCount(0);
});

test("the navigation opens the list without the filter", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, `${paths.members(organisation.id)}?search=nobody`, "Permissions");
  await expect(page.getByLabel("Name or email address")).toHaveValue("nobody");
  await admit.menu.getByRole("link", { name: "Permissions" }).click();
  await expect(page.getByLabel("Name or email address")).toHaveValue("");
  await expect(admit.row(organisation.admin.email)).toBeVisible();
});

test("a user who leaves the screen while sending is notified of the results", async ({ page, organisation }) => {
  const pending = await invite(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill([pending.email, newAddress("on"), newAddress("on")].join(" "));
  await admit.addRoles("Billing Viewer");
  const goOn = await hold(page, "POST", "/organisations/*/invitations/batch");
  await admit.button("Send 3 invitations").click();
  await expect(admit.content).toContainText("Inviting 3 people");
  await admit.menu.getByRole("link", { name: "My access" }).click();
  await admit.expectHeading("My access");
  goOn();
  await admit.expectNotice("2 people were invited, 1 address couldn’t be invited.");
});

test("without a connection an action fails and is not queued", async ({ page, context, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await admit.filterByEmail(member.email);
  await admit.row(member.email).getByRole("button", { name: "Remove access for Mona Member" }).click();
  await expect(admit.dialog).toContainText("Takes effect immediately.");
  await context.setOffline(true);
  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await expect(admit.dialog.getByRole("alert")).toContainText("Can’t reach the server");
  await admit.dialog.getByRole("button", { name: "Cancel" }).click();
  await context.setOffline(false);
  await admit.button("Refresh").click();
  await expect(admit.row(member.email)).toBeVisible();
  expect(await rolesOf(member.email, member.password)).toEqual(["billing-viewer"]);
});

test("a failed query is repeated when the connection returns", async ({ page, context, organisation }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await context.setOffline(true);
  await page.getByLabel("Name or email address").fill(organisation.admin.email);
  await expect(admit.content.getByRole("alert")).toContainText("Can’t reach the server");
  await context.setOffline(false);
  await expect(admit.row(organisation.admin.email)).toBeVisible();
});

test("a user who leaves the screen while saving is notified of a failure", async ({ page, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.member(organisation.id, member.id), /^Edit access/);
  await admit.addRoles("Audit Viewer");
  const saving = "/organisations/*/permissions/*";
  await page.route(deployment.apiUrl + saving, (route) => (route.request().method() === "PUT" ? route.abort("connectionreset") : route.fallback()));
  const goOn = await hold(page, "PUT", saving);
  await admit.button("Save changes").click();
  await admit.menu.getByRole("link", { name: "My access" }).click();
  await admit.expectHeading("My access");
  goOn();
  await admit.expectNotice("Can’t reach the server");
});
