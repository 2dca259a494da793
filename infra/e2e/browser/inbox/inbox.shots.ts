// Screenshots of the inbox page.
import { deployment } from "../fixtures/deployment";
import { picture } from "../fixtures/picture";
import { expect, test } from "../fixtures/test";

test.use({ tolerated: /Blocked script execution/ }); // Playwright's own scripts in the frame of the email

test("inbox", async ({ page, world }) => {
  await page.goto(deployment.inboxUrl);
  const link = page.getByRole("link", { name: world.pending.email });
  await expect(link).toBeVisible();
  await picture(page, "inbox");
  await link.click();
  await expect(page.frameLocator('iframe[title="HTML part"]').getByRole("heading", { level: 1 })).toContainText("Nordlys Energi");
  await picture(page, "inbox-mail");
});
