// The invitee of an expired invitation asks for a new link, and an administrator sends it.
import { Console, paths } from "../console/console";
import { expire } from "../fixtures/cloud";
import { eventually } from "../fixtures/eventually";
import { deployment } from "../fixtures/deployment";
import { caught, linkIn, mailOf } from "../fixtures/mails";
import { invite } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { InviteePage } from "./invitee";

test("who opens an expired link asks for a new one, and an administrator sends it with one click", async ({ page, elsewhere, organisation }) => {
  const { admin } = organisation;
  const invited = await invite(organisation, { roles: ["audit-viewer"] });
  await expire(invited.id);
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, `Your invitation to ${organisation.name} has expired`);
  await expect(page.getByRole("main")).toContainText(`${admin.firstName} ${admin.lastName} invited you.`);
  await page.getByRole("button", { name: "Ask for a new link" }).click();
  await invitee.shows("We’ve asked for a new link");
  await page.reload(); // who comes back need not ask again
  await invitee.shows("We’ve asked for a new link");
  await expect(page.getByRole("button", { name: "Ask for a new link" })).toHaveCount(0);

  const told = await eventually(`a mail about ${invited.id}`, async () => (await caught(deployment.endpoint)).find(({ text }) => text.includes(`?invitation=${invited.id}`)));
  expect(told.to).toEqual([admin.email]);
  const link = /https?:\/\/\S+\/console\/(organisations\/\S+)/.exec(told.text)?.[1] ?? "";
  const admit = new Console(elsewhere);
  await admit.signIn(admin, `/${link}`, "Users");
  await expect(admit.dialog).toContainText(`${invited.email} opened the expired invitation and asked for a new link.`);
  await admit.open(`${paths.users(organisation.id)}?view=closed`, "Users");
  await expect(admit.row(invited.email)).toContainText("New link requested");
  await admit.row(invited.email).getByRole("button", { name: invited.email, exact: true }).click();
  await admit.dialog.getByRole("button", { name: "Send a new link" }).click();
  await admit.expectNotice(`A new email to ${invited.email} is queued.`);
  await expect(admit.row(invited.email)).toHaveCount(0);
  await admit.open(`${paths.users(organisation.id)}?search=${invited.email}`, "Users");
  await expect(admit.row(invited.email)).not.toContainText("New link requested");

  const fresh = await eventually("the new link", async () => {
    const sent = linkIn(await mailOf(invited.id));
    return sent === invited.link ? undefined : sent;
  });
  await invitee.open(fresh, `You’re invited to ${organisation.name}`);
  await admit.open(paths.auditLog(organisation.id), "Audit log");
  await expect(admit.content.getByText(/asked for a new link to the expired invitation/).filter({ hasText: invited.email })).toBeVisible();
});
