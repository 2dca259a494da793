// What becomes of an invitation that was sent: its mail, and what its
// administrator does with it.
import { bounce, expire } from "../fixtures/cloud";
import { eventually } from "../fixtures/eventually";
import { linkIn, mailOf } from "../fixtures/mails";
import { decline, invite, inviteAll, newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("a mail that came back is shown with its reason and what to do", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await admit.find(invited.email);
  await expect(admit.row(invited.email)).toContainText(/Sent|Delivered/);
  await bounce(invited.id);
  await expect(admit.row(invited.email)).toContainText("Bounced"); // seen without a click, as long as a mail is on its way
  await admit.row(invited.email).getByRole("button", { name: `Mail to ${invited.email}: Bounced. Show more` }).click();
  await expect(admit.dialog).toContainText("Check the address: if it is wrong, revoke this invitation");
  await page.keyboard.press("Escape");
  await admit.act(invited.email, "Resend");
  await expect(admit.dialog).toContainText("The last mail came back.");
});

test("resend sends another link, and the old one is dead", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await admit.find(invited.email);
  await admit.act(invited.email, "Resend");
  await admit.dialog.getByRole("button", { name: "Resend" }).click();
  await admit.told(`A new mail to ${invited.email} is queued.`);
  const link = await eventually("another link", async () => {
    const newest = linkIn(await mailOf(invited.id));
    return newest === invited.link ? undefined : newest;
  });
  await page.goto(invited.link);
  await expect(page.getByRole("heading", { level: 1 })).not.toHaveText(/You’re invited/);
  await page.goto("about:blank"); // another fragment alone would load nothing
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/You’re invited/);
});

test("edit changes what is offered and the name", async ({ page, organisation }) => {
  const invited = await invite(organisation, { firstName: "Ina" });
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await admit.find(invited.email);
  await admit.act(invited.email, "Edit");
  await expect(admit.dialog.getByRole("button", { name: "Save" })).toBeDisabled(); // nothing is changed yet
  await admit.dialog.getByLabel("First name").fill("Inga");
  await admit.dialog.getByRole("button", { name: "Add roles" }).click();
  await admit.dialog.getByRole("button", { name: "Add Signing Viewer" }).click();
  await admit.dialog.getByRole("button", { name: "Take Billing Viewer out" }).click();
  await admit.dialog.getByRole("button", { name: "Save" }).click();
  await admit.told(`The invitation of ${invited.email} is changed.`);
  await expect(admit.row(invited.email)).toContainText("Inga");
  await expect(admit.row(invited.email)).toContainText("Signing Viewer");
  await expect(admit.row(invited.email)).not.toContainText("Billing Viewer");
});

test("revoke says what it means, and moves the invitation to the closed ones", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await admit.find(invited.email);
  await admit.act(invited.email, "Revoke");
  await expect(admit.dialog).toContainText(`The link that ${invited.email} got is dead at once. What was offered: Billing Viewer.`);
  await admit.dialog.getByRole("button", { name: "Revoke" }).click();
  await admit.told(`The invitation of ${invited.email} is revoked.`);
  await expect(admit.row(invited.email)).toHaveCount(0);
  await page.getByRole("tab", { name: "Closed" }).click();
  await admit.find(invited.email);
  await expect(admit.row(invited.email)).toContainText("Revoked");
});

test("what cannot be done says why; what has expired can be sent again", async ({ page, organisation }) => {
  const [declined, expired] = await Promise.all([invite(organisation), invite(organisation)]);
  await Promise.all([decline(declined), expire(expired.id)]);
  const admit = new Console(page);
  await admit.enter(organisation.admin, `${screen.users(organisation.id)}?view=closed`, "Users");
  await admit.find(declined.email);
  await admit.button(`Actions for ${declined.email}`).click();
  const edit = page.getByRole("menuitem", { name: "Edit" });
  await expect(edit).toHaveAttribute("aria-disabled", "true");
  await expect(edit).toHaveAccessibleDescription("It was declined.");
  await page.keyboard.press("Escape");

  await admit.find(expired.email);
  await expect(admit.row(expired.email)).toContainText("Expired");
  await admit.act(expired.email, "Resend");
  await admit.dialog.getByRole("button", { name: "Resend" }).click();
  await admit.told(`A new mail to ${expired.email} is queued.`);
  await page.getByRole("tab", { name: "Open" }).click();
  await expect(admit.row(expired.email)).toBeVisible();
});

test("filters and pages", async ({ page, organisation }) => {
  const name = newAddress("page").split("@")[0] ?? "";
  const addresses = Array.from({ length: 26 }, (_, i) => `${name}-${String(i).padStart(2, "0")}@people.example`);
  await inviteAll(organisation, addresses);
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await page.getByLabel("Mail address begins with").fill(name);
  await expect(admit.row(name)).toHaveCount(25);
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(admit.row(name)).toHaveCount(1);
  await page.getByRole("button", { name: "Previous page" }).click();
  await expect(admit.row(name)).toHaveCount(25);
  await page.getByLabel("Mail address begins with").fill(`${name}-07`);
  await expect(admit.row(name)).toHaveCount(1);
  await page.getByLabel("Mail address begins with").fill("nobody");
  await expect(admit.content).toContainText("No invitation matches");
});
