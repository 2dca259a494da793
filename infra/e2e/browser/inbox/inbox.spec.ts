// The local inbox page, from the email to the accepted invitation.
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { expect, test } from "../fixtures/test";
import { invite, newPassword, rolesOf } from "../fixtures/people";
import { InviteePage } from "../invitee/invitee";

// The frame of the email blocks all scripts, including Playwright's own.
test.use({ tolerated: /Blocked script execution in '[^']*\/mails\// });

test("an email is found and read, and its button works", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  await page.goto(deployment.inboxUrl);
  await page.getByRole("searchbox").fill(invited.email);
  await page.getByRole("searchbox").press("Enter");
  await expect(page.getByRole("list").getByRole("link")).toHaveCount(1);
  await page.getByRole("link", { name: invited.email }).click();

  const mail = page.frameLocator('iframe[title="HTML part"]');
  await expect(mail.getByRole("heading", { level: 1 })).toContainText(organisation.name);
  const opened = page.waitForEvent("popup");
  await mail.getByRole("link", { name: "Sign up and accept" }).click();
  const invitee = new InviteePage(await opened);
  await invitee.shows(`You’re invited to ${organisation.name}`);
  const password = newPassword();
  await invitee.register(password);
  expect(await rolesOf(invited.email, password)).toEqual(["billing-viewer"]);
});

test("a new email appears by itself", async ({ page, organisation }) => {
  await page.goto(deployment.inboxUrl);
  const { email } = await invite(organisation);
  await expect(page.getByRole("link", { name: email })).toBeVisible();
});

test("the list and an email are accessible and fit a phone", async ({ page, organisation }) => {
  const { email } = await invite(organisation);
  await page.goto(`${deployment.inboxUrl}?to=${encodeURIComponent(email)}`); // of the hundreds of emails
  const link = page.getByRole("link", { name: email });
  await expect(link).toBeVisible();
  await expectAccessible(page);
  await expectNarrow(page);
  await link.click();
  // The HTML part is in a frame that blocks the script of the check. mail.spec.ts
  // checks it separately.
  for (const part of ["Text", "Source"]) {
    await page.getByRole("navigation").getByRole("link", { name: part }).click();
    await expect(page.getByLabel(/Plain text part|Source of the HTML part/)).toBeVisible();
    await expectAccessible(page);
    await expectNarrow(page);
  }
});
