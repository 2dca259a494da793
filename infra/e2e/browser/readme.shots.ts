// Screenshots for the README: `make screenshots` takes them, and `make readme` copies them.
import { Console, paths } from "./console/console";
import { smallPicture } from "./fixtures/picture";
import { expect, test } from "./fixtures/test";
import { InviteePage } from "./invitee/invitee";

const desk = { width: 1280, height: 740 };

test("the offer", async ({ page, world: { organisation, pending } }) => {
  await new InviteePage(page).open(pending.link, `You’re invited to ${organisation.name}`);
  await smallPicture(page, "invitee");
});

test("users and invitations", async ({ page, world: { organisation } }) => {
  await new Console(page).signIn(organisation.admin, paths.users(organisation.id), "Users");
  await expect(page.getByText("Bounced")).toBeVisible();
  await smallPicture(page, "users", desk);
});

test("permissions", async ({ page, world: { organisation } }) => {
  await new Console(page).signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await expect(page.getByText("Inherited from")).toBeVisible();
  await smallPicture(page, "permissions", desk);
});
