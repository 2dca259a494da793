// The invitation email in every language: accessible, in dark mode, on a phone.
import { expectAccessible, expectNarrow, ofMails } from "../fixtures/axe";
import { mailOf } from "../fixtures/mails";
import { invite, join } from "../fixtures/people";
import { expect, test } from "../fixtures/test";

for (const locale of ["en", "nb", "sv", "da", "de", "fr", "es", "nl", "pt", "fi"]) {
  test(`the email in ${locale}`, async ({ page, organisation }) => {
    const { id, link } = await invite(organisation, { locale, roles: ["billing-viewer", "audit-viewer"] });
    const { html } = await mailOf(id);
    await page.setContent(html);
    await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${locale}(-|$)`));
    await expect(page.locator(`a[href="${link}"]`).first()).toBeVisible();
    await expectAccessible(page, ofMails);
    await expectNarrow(page);
  });
}

test("the email to a person who has a user", async ({ page, organisation }) => {
  const member = await join(organisation);
  const { id } = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  await page.setContent((await mailOf(id)).html);
  await expect(page.getByRole("link", { name: "Accept the new role" })).toBeVisible();
  await expectAccessible(page, ofMails);
  await expectNarrow(page);
});
