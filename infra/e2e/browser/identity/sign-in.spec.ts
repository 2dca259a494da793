// People who sign in at an identity provider that is not Admit's: a user pool of the
// deployment's owner, or Keycloak.
import { Console } from "../console/console";
import { deployment } from "../fixtures/deployment";
import { newIdentity, newOrganisation } from "../fixtures/identities";
import { signInAs } from "../fixtures/sign-in";
import { expect, test } from "../fixtures/test";
import { InviteePage } from "../invitee/invitee";

// The frame with the email blocks all scripts, including Playwright's own.
test.use({ tolerated: /Blocked script execution in '[^']*\/mails\// });

test("a person is invited, signs in at the provider, accepts, signs out, and is removed", async ({ page, elsewhere }) => {
  const [owner, ada] = await Promise.all([newIdentity("owner"), newIdentity("ada")]);
  const organisation = await newOrganisation(owner);

  await test.step("the first administrator accepts", async () => {
    const invitee = new InviteePage(page);
    await invitee.open(organisation.link, `You’re invited to ${organisation.name}`);
    await expect(invitee.password).toHaveCount(0); // nobody registers
    await expect(page.getByRole("main")).toContainText(`Sign in as ${owner.email} to accept`);
    await invitee.signIn.click();
    await invitee.signInAs(owner);
    await invitee.shows("You’re all set");
    expect(page.url()).not.toMatch(/code=|state=|#/);
    expect(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }])), "stored in the browser").toBe("[{},{}]");
  });

  const admin = new Console(page);
  await test.step("the administrator invites in the console", async () => {
    if (deployment.identity === "issuer") await admin.open("", "Home"); // the provider has a session
    else await admin.signIn(owner, "", "Home");
    await page.getByRole("link", { name: "Invite peers to organisation" }).click();
    await admin.expectHeading("Invite users");
    await page.getByLabel("Email addresses").fill(ada.email);
    await admin.addRoles("Billing Viewer");
    await admin.button("Send invitation").click();
    await admin.expectNotice("has been invited.");
  });

  await test.step("the invitee opens the link in the email and signs in", async () => {
    const invitee = await InviteePage.fromInbox(elsewhere, ada.email, "Sign in and accept");
    await invitee.shows(`You’re invited to ${organisation.name}`);
    await invitee.signIn.click();
    if (deployment.identity === "issuer") await expect(invitee.page.getByLabel("Username or email")).toHaveValue(ada.email); // the login hint
    await invitee.signInAs(ada);
    await invitee.shows("You’re all set");
    await invitee.page.close();
  });

  const guest = new Console(elsewhere);
  await test.step("the new member sees their role and signs out", async () => {
    if (deployment.identity === "issuer") await guest.open("/me", "My access");
    else await guest.signIn(ada, "/me", "My access");
    await expect(guest.row("Billing Viewer")).toContainText("Whole organisation");
    await elsewhere.reload();
    await guest.expectHeading("My access"); // by the refresh token
    await elsewhere.getByRole("button", { name: ada.email }).click();
    await elsewhere.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(elsewhere.getByText("You’ve been signed out")).toBeVisible();
    await elsewhere.getByRole("button", { name: "Sign in" }).click();
    await signInAs(elsewhere, ada); // the provider's session is over: it asks again
    await guest.expectHeading(/\S/);
  });

  await test.step("the administrator removes them", async () => {
    await admin.open("", "Home");
    await admin.menu.getByRole("link", { name: "Permissions" }).click();
    await admin.filterByEmail(ada.email);
    await admin.row(ada.email).getByRole("button", { name: "Remove access for Ada Lovelace" }).click();
    await admin.dialog.getByRole("button", { name: "Remove access" }).click();
    await admin.expectNotice(`Access to ${organisation.name} has been removed for Ada Lovelace`);
    await guest.open("/me", "My access");
    await expect(guest.content).toContainText("You have no roles yet");
  });
});

test("the wrong account is refused, and another one can be used", async ({ page }) => {
  const [owner, eve] = await Promise.all([newIdentity("owner"), newIdentity("eve")]);
  const organisation = await newOrganisation(owner);
  const invitee = new InviteePage(page);
  await invitee.open(organisation.link, `You’re invited to ${organisation.name}`);
  await invitee.signIn.click();
  await invitee.signInAs(eve);
  await invitee.shows("You’re signed in with a different account");
  await page.getByRole("button", { name: "Use another account" }).click();
  await invitee.signInAs(owner); // the provider has forgotten Eve
  await invitee.shows("You’re all set");
});
