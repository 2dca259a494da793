// The whole life of a member: invited, registered, removed.
import { deployment } from "../fixtures/deployment";
import { newAddress, newPassword } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { InviteePage } from "../invitee/invitee";
import { Console, paths } from "./console";

// The frame with the email blocks all scripts, including Playwright's own.
test.use({ tolerated: /Blocked script execution in '[^']*\/mails\// });

test("a person is invited, registers, views their access, and is removed", async ({ page, elsewhere, organisation }) => {
  const ada = { email: newAddress("ada"), password: newPassword() };
  const admin = new Console(page);
  await admin.signIn(organisation.admin, "", "Home");

  await test.step("the administrator invites", async () => {
    await page.getByRole("link", { name: "Invite peers to organisation" }).click();
    await admin.expectHeading("Invite users");
    await admin.open(paths.invite(organisation.id), "Invite users");
    await page.getByLabel("Email addresses").fill(ada.email);
    await page.getByLabel("First name").fill("Ada");
    await page.getByLabel("Last name").fill("Lovelace");
    await admin.addRoles("Billing Viewer", "Audit Viewer");
    await admin.button("Send invitation").click();
    await admin.expectNotice("has been invited.");
    await expect(admin.row(ada.email)).toContainText("New");
    await admin.expectHeading("Users");
    await admin.filterByEmail(ada.email);
    await expect(admin.row(ada.email)).toContainText(/Sent|Delivered/); // polled
  });

  await test.step("the invitee opens the link in the email and registers", async () => {
    const invitee = await InviteePage.fromInbox(elsewhere, ada.email);
    await invitee.shows(`You’re invited to ${organisation.name}`);
    await invitee.register(ada.password);
    await invitee.page.close();
  });

  const guest = new Console(elsewhere);
  await test.step("the new member sees their roles", async () => {
    await guest.signIn(ada, "/me", "My access");
    for (const role of ["Billing Viewer", "Audit Viewer"]) await expect(guest.row(role)).toContainText("Whole organisation");
    await expect(guest.menu.getByRole("link", { name: "Permissions" })).toHaveCount(0); // members without an administrative role do not see it
  });

  await test.step("the administrator removes them", async () => {
    await admin.menu.getByRole("link", { name: "Permissions" }).click();
    await admin.filterByEmail(ada.email);
    await admin.row(ada.email).getByRole("button", { name: "Remove access for Ada Lovelace" }).click();
    for (const role of ["Billing Viewer", "Audit Viewer"]) await expect(admin.dialog).toContainText(role);
    await admin.dialog.getByRole("button", { name: "Remove access" }).click();
    await admin.expectNotice(`Access to ${organisation.name} has been removed for Ada Lovelace`);
    await expect(admin.row(ada.email)).toHaveCount(0);
  });

  await test.step("their next request is refused", async () => {
    const answer = elsewhere.waitForResponse((response) => response.url().split("?")[0] === `${deployment.apiUrl}/organisations/${organisation.id}`);
    await guest.menu.getByRole("link", { name: "Organisations and accounts" }).click();
    expect((await answer).status()).toBe(404);
    await expect(guest.content).toContainText("Page not found, or you don’t have access");
    await guest.menu.getByRole("link", { name: "My access" }).click();
    await elsewhere.reload();
    await expect(guest.content).toContainText("You have no roles yet");
  });
});
