// The whole of it, by mouse and keyboard: invited, come in, removed.
import { deployment } from "../fixtures/deployment";
import { newAddress, newPassword } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { InviteePage } from "../invitee/invitee";
import { Console } from "./console";

// Playwright's own scripts are kept out of the frame with the mail, as all are.
test.use({ tolerated: /Blocked script execution in '[^']*\/mails\// });

test("a person is invited, reads the mail, registers, looks around, and is removed", async ({ page, elsewhere, organisation }) => {
  const ada = { email: newAddress("ada"), password: newPassword() };
  const admin = new Console(page);
  await admin.enter(organisation.admin, "", "Home");

  await test.step("the administrator invites", async () => {
    await page.getByRole("link", { name: "Invite peers to organisation" }).click();
    await admin.shows("Invite users");
    await page.getByLabel("Mail addresses").fill(ada.email);
    await page.getByLabel("First name").fill("Ada");
    await page.getByLabel("Last name").fill("Lovelace");
    await admin.addRoles("Billing Viewer", "Audit Viewer");
    await admin.button("Send invitation").click();
    await expect(admin.content).toContainText("1 person was invited.");
    await page.getByRole("link", { name: "See the invitations" }).click();
    await admin.shows("Users");
    await admin.find(ada.email);
    await expect(admin.row(ada.email)).toContainText(/Sent|Delivered/); // by itself
  });

  await test.step("the invitee follows the mail and registers", async () => {
    await elsewhere.goto(`${deployment.inboxUrl}?to=${encodeURIComponent(ada.email)}`);
    await elsewhere.getByRole("link", { name: ada.email }).click();
    const opened = elsewhere.waitForEvent("popup");
    await elsewhere.frameLocator('iframe[title="HTML part"]').getByRole("link", { name: "Sign up and accept" }).click();
    const invitee = new InviteePage(await opened);
    await invitee.shows(`You’re invited to ${organisation.name}`);
    await invitee.register(ada.password);
    await invitee.page.close();
  });

  const guest = new Console(elsewhere);
  await test.step("and sees what they hold", async () => {
    await guest.enter(ada, "/me", "My access");
    for (const role of ["Billing Viewer", "Audit Viewer"]) await expect(guest.row(role)).toContainText("Whole organisation");
    await expect(guest.menu.getByRole("link", { name: "Permissions" })).toHaveCount(0); // nothing to administer
  });

  await test.step("the administrator removes them", async () => {
    await admin.menu.getByRole("link", { name: "Permissions" }).click();
    await admin.find(ada.email);
    await admin.row(ada.email).getByRole("button", { name: "Remove access of Ada Lovelace" }).click();
    for (const role of ["Billing Viewer", "Audit Viewer"]) await expect(admin.dialog).toContainText(role);
    await admin.dialog.getByRole("button", { name: "Remove access" }).click();
    await admin.told(`The access of Ada Lovelace to ${organisation.name} has been removed`);
    await expect(admin.row(ada.email)).toHaveCount(0);
  });

  await test.step("whose very next click is refused", async () => {
    const answer = elsewhere.waitForResponse((response) => response.url() === `${deployment.apiUrl}/organisations/${organisation.id}`);
    await guest.menu.getByRole("link", { name: "Organisations and accounts" }).click();
    expect((await answer).status()).toBe(404);
    await expect(guest.content).toContainText("There is nothing here for you");
    await guest.menu.getByRole("link", { name: "My access" }).click();
    await elsewhere.reload();
    await expect(guest.content).toContainText("You hold no roles yet");
  });
});
