// Declining needs no sign-in and a confirmation.
import { expect, test } from "../fixtures/test";
import { hold } from "../fixtures/network";
import { invite, join } from "../fixtures/people";
import { InviteePage } from "./invitee";

test("declining asks for confirmation, and can be cancelled", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);

  await invitee.decline.click();
  await expect(invitee.confirmation).toContainText(organisation.name);
  await expect(invitee.confirmation.getByRole("button", { name: "Keep it" })).toBeFocused(); // the safe button
  await page.keyboard.press("Escape");
  await expect(invitee.confirmation).toBeHidden();
  await expect(invitee.decline).toBeFocused();

  await invitee.decline.click();
  await invitee.confirmation.getByRole("button", { name: "Keep it" }).click();
  await expect(invitee.confirmation).toBeHidden();

  await invitee.decline.click();
  await invitee.confirmation.getByRole("button", { name: "Decline invitation" }).click();
  await invitee.shows("Invitation declined");
  expect(page.url()).not.toContain(invited.secret);

  await page.reload(); // shows the same page
  await invitee.shows("Invitation declined");
  await invitee.open(invited.link, "This invitation was declined");
});

test("a person who has a user declines without signing in", async ({ page, organisation }) => {
  const member = await join(organisation);
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation, { email: member.email, roles: ["audit-viewer"] })).link, /You’re invited/);
  await invitee.decline.click();
  await invitee.confirmation.getByRole("button", { name: "Decline invitation" }).click();
  await invitee.shows("Invitation declined");
});

test("the dialog cannot be closed while the request is running", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  const goOn = await hold(page, "POST", "/invitations/*/decline");
  await invitee.decline.click();
  await invitee.confirmation.getByRole("button", { name: "Decline invitation" }).click();
  const keep = invitee.confirmation.getByRole("button", { name: "Keep it" });
  await expect(keep).toBeDisabled();
  await keep.click({ force: true });
  for (let press = 0; press < 3; press++) await page.keyboard.press("Escape");
  await expect(invitee.confirmation).toBeVisible();
  goOn();
  await invitee.shows("Invitation declined");
});
