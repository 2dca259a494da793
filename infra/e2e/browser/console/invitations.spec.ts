// Delivery status and actions of an invitation.
import { bounce, expire } from "../fixtures/cloud";
import { deployment } from "../fixtures/deployment";
import { eventually } from "../fixtures/eventually";
import { linkIn, mailOf } from "../fixtures/mails";
import { decline, invite, inviteAll, newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("a bounced email is shown with its reason and what to do", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail(invited.email);
  await expect(admit.row(invited.email)).toContainText(/Sent|Delivered/);
  await bounce(invited.id);
  await expect(admit.row(invited.email)).toContainText("Bounced"); // the list is polled while an email is being delivered
  await admit.row(invited.email).getByRole("button", { name: `Email to ${invited.email}: Bounced. Show details` }).click();
  await expect(admit.dialog).toContainText("If it’s wrong, correct it.");
  await page.keyboard.press("Escape");
  await admit.startAction(invited.email, "Resend");
  await expect(admit.dialog).toContainText("The last email bounced.");
});

test("the details show where an invitation leads, and its metadata", async ({ page, organisation }) => {
  const returnUrl = `${deployment.productOrigin}/welcome`;
  const invited = await invite(organisation, { returnUrl, metadata: { customerId: "4711", plan: "gold" } });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail(invited.email);
  await admit.row(invited.email).getByRole("button", { name: invited.email, exact: true }).click();
  for (const shown of [returnUrl, "customerId: 4711", "plan: gold"]) await expect(admit.dialog).toContainText(shown);
});

test("resend sends a new link, and the old one stops working", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail(invited.email);
  await admit.startAction(invited.email, "Resend");
  await admit.dialog.getByRole("button", { name: "Resend" }).click();
  await admit.expectNotice(`A new email to ${invited.email} is queued.`);
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

test("edit changes the roles and the name", async ({ page, organisation }) => {
  const invited = await invite(organisation, { firstName: "Ina" });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail(invited.email);
  await admit.startAction(invited.email, "Edit");
  await expect(admit.dialog.getByRole("button", { name: "Save" })).toBeDisabled(); // nothing has changed yet
  await admit.dialog.getByLabel("First name").fill("Inga");
  await admit.dialog.getByRole("button", { name: "Add roles" }).click();
  await admit.dialog.getByRole("button", { name: "Add Signing Viewer" }).click();
  await admit.dialog.getByRole("button", { name: "Remove Billing Viewer" }).click();
  await admit.dialog.getByRole("button", { name: "Save" }).click();
  await admit.expectNotice(`The invitation for ${invited.email} has been updated.`);
  await expect(admit.row(invited.email)).toContainText("Inga");
  await expect(admit.row(invited.email)).toContainText("Signing Viewer");
  await expect(admit.row(invited.email)).not.toContainText("Billing Viewer");
});

test("revoke explains its effect, and the invitation is closed", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail(invited.email);
  await admit.startAction(invited.email, "Revoke");
  await expect(admit.dialog).toContainText(`The link sent to ${invited.email} stops working immediately. Roles offered: Billing Viewer.`);
  await admit.dialog.getByRole("button", { name: "Revoke" }).click();
  await admit.expectNotice(`The invitation for ${invited.email} has been revoked.`);
  await expect(admit.row(invited.email)).toHaveCount(0);
  await page.getByRole("tab", { name: "Closed" }).click();
  await admit.filterByEmail(invited.email);
  await expect(admit.row(invited.email)).toContainText("Revoked");
});

test("unavailable actions show the reason, and an expired invitation can be resent", async ({ page, organisation }) => {
  const [declined, expired] = await Promise.all([invite(organisation), invite(organisation)]);
  await Promise.all([decline(declined), expire(expired.id)]);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, `${paths.users(organisation.id)}?view=closed`, "Users");
  await admit.filterByEmail(declined.email);
  await admit.button(`Actions for ${declined.email}`).click();
  const edit = page.getByRole("menuitem", { name: "Edit" });
  await expect(edit).toHaveAttribute("aria-disabled", "true");
  await expect(edit).toHaveAccessibleDescription("The invitation was declined.");
  await page.keyboard.press("Escape");

  await admit.filterByEmail(expired.email);
  await expect(admit.row(expired.email)).toContainText("Expired");
  await admit.startAction(expired.email, "Resend");
  await admit.dialog.getByRole("button", { name: "Resend" }).click();
  await admit.expectNotice(`A new email to ${expired.email} is queued.`);
  await page.getByRole("tab", { name: "Pending" }).click();
  await expect(admit.row(expired.email)).toBeVisible();
});

test("filters and pages", async ({ page, organisation }) => {
  const name = newAddress("page").split("@")[0] ?? "";
  const addresses = Array.from({ length: 26 }, (_, i) => `${name}-${String(i).padStart(2, "0")}@people.example`);
  await inviteAll(organisation, addresses);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await page.getByLabel("Name or email address").fill(name);
  await expect(admit.row(name)).toHaveCount(25);
  await page.getByRole("button", { name: "Next page" }).click();
  await expect(admit.row(name)).toHaveCount(1);
  await page.getByRole("button", { name: "Previous page" }).click();
  await expect(admit.row(name)).toHaveCount(25);
  await page.getByLabel("Name or email address").fill(`${name}-07`);
  await expect(admit.row(name)).toHaveCount(1);
  await page.getByLabel("Name or email address").fill("nobody");
  await expect(admit.content).toContainText("No matching invitations");
});
