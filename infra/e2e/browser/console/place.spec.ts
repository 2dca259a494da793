// The place in a list: its filters, its page and what is opened from it.
import { accept, found, invite, inviteAll, join, newAccount, newAddress, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("the access of a person leads back to the filtered list, and new roles are for the filtered account", async ({ page }) => {
  const organisation = await found(unique("Org"));
  const [shop, depot] = await Promise.all([newAccount(organisation, unique("Shop")), newAccount(organisation, unique("Depot"))]);
  const member = await join(organisation, { accountId: shop.id, roles: ["developer"] });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, `${paths.members(organisation.id)}?account=${shop.id}`, "Permissions");
  const edit = () => admit.row(member.email).getByRole("link", { name: /^Edit access/ }).click();
  const filtered = async () => {
    await admit.expectHeading("Permissions");
    await expect(page.getByLabel("Account", { exact: true })).toContainText(shop.name);
  };
  await edit();
  await expect(page.getByLabel("Add roles to")).toContainText(shop.name);
  await page.reload();
  await page.getByRole("link", { name: "Cancel" }).click();
  await filtered();
  await edit();
  await admit.addRoles("Audit Viewer");
  await admit.button("Save changes").click();
  await filtered();
  await expect(admit.row(member.email)).toContainText("Audit Viewer");

  await accept(await invite(organisation, { email: member.email, accountId: depot.id, roles: ["developer"] }), member);
  await admit.open(paths.member(organisation.id, member.id));
  await admit.button("Add roles").click(); // there are roles at two accounts
  await expect(admit.content).toContainText("Select an account or the whole organisation.");
  await expect(admit.dialog).toHaveCount(0);
  await admit.select("Add roles to", `Account ${depot.name}`);
  await admit.addRoles("Audit Viewer");
  await expect(page.getByRole("list", { name: "Current roles" })).toContainText(depot.name);
});

test("filter and page of the invitations survive a reload and Back", async ({ page, organisation }) => {
  const name = newAddress("place").split("@")[0] ?? "";
  await inviteAll(organisation, Array.from({ length: 26 }, (_, i) => `${name}-${String(i).padStart(2, "0")}@people.example`));
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await page.getByLabel("Name or email address").fill(name);
  await expect(page).toHaveURL(/search=/);
  await expect(admit.row(name)).toHaveCount(25);
  await page.getByRole("button", { name: "Next page" }).click();
  const last = admit.row(`${name}-25`);
  const onSecondPage = async () => {
    await expect(page.getByLabel("Name or email address")).toHaveValue(name);
    await expect(admit.row(name)).toHaveCount(1);
    await expect(last).toBeVisible();
  };
  await onSecondPage();
  await last.getByRole("button", { name: `${name}-25`, exact: false }).first().click();
  await expect(admit.dialog).toContainText("Email status");
  await page.goBack();
  await expect(admit.dialog).toHaveCount(0);
  await onSecondPage();
  await page.reload();
  await onSecondPage();
  await page.getByRole("link", { name: "Invite users" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await onSecondPage();
  await page.getByRole("button", { name: "Previous page" }).click();
  await expect(admit.row(name)).toHaveCount(25);
});
