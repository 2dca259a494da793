// The organisation tree of a partner, and the audit log of its changes.
import { unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("a partner creates an organisation and an account in it", async ({ page, world: { partner } }) => {
  const [organisation, account] = [unique("Below"), unique("Loans")];
  const admit = new Console(page);
  await admit.signIn(partner.admin, paths.structure(partner.id), "Organisations and accounts");
  await admit.button("Create organisation").click();
  await admit.dialog.getByRole("button", { name: "Create" }).click();
  await expect(admit.dialog.getByLabel("Name")).toHaveAccessibleDescription(/Enter a name/);
  await admit.dialog.getByLabel("Name").fill(organisation);
  await admit.dialog.getByRole("button", { name: "Create" }).dblclick();
  await admit.expectNotice(`The organisation ${organisation} has been created below ${partner.name}.`);

  await expect(admit.content.getByRole("link", { name: organisation })).toHaveCount(1);
  await admit.content.getByRole("link", { name: organisation }).click();
  await expect(admit.content.getByRole("link", { name: partner.name })).toBeVisible(); // the link to the parent
  await admit.button("Create account").click();
  await admit.dialog.getByLabel("Name").fill(account);
  await page.keyboard.press("Enter");
  await admit.expectNotice(`The account ${account} has been created in ${organisation}.`);
  await expect(admit.content.getByRole("treeitem").filter({ hasText: account }).last()).toBeVisible();

  const renamed = unique("Credit");
  await page.getByRole("button", { name: `Actions for ${account}` }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await admit.dialog.getByLabel("Name").fill(renamed);
  await admit.dialog.getByRole("button", { name: "Save" }).click();
  await admit.expectNotice(`${account} is now called ${renamed}.`);
  await expect(admit.content.getByRole("treeitem").filter({ hasText: renamed }).last()).toBeVisible();

  await page.getByRole("button", { name: `Actions for ${organisation}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(admit.dialog).toContainText("1 account.");
  await expect(admit.dialog.getByRole("button", { name: "Delete" })).toBeDisabled();
  await admit.dialog.getByRole("button", { name: "Cancel" }).click();

  await admit.menu.getByRole("link", { name: "Audit log" }).click();
  await expect(admit.content.getByRole("listitem").filter({ hasText: `Olga Owner renamed the account from ${account} to ${renamed}.` })).toBeVisible();
  await expect(admit.content.getByRole("listitem").filter({ hasText: `Olga Owner created account ${account}.` })).toBeVisible();
  await page.getByRole("button", { name: "Emails" }).click();
  await expect(admit.content.getByRole("listitem")).toHaveCount(0);
});

test("Home lists organisations and invites to the selected one", async ({ page, world: { partner, organisation } }) => {
  const admit = new Console(page);
  await admit.signIn(partner.admin, "", "Home");
  await expect(admit.content).toContainText("Organisation below Nordlys Gruppen");
  await expect(admit.button("Invite peers to organisation").or(page.getByRole("link", { name: "Invite peers to organisation" }))).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("radio", { name: `Select ${organisation.name}` }).click();
  await page.getByRole("link", { name: "Invite peers to organisation" }).click();
  await admit.expectHeading("Invite users");
  await expect(page).toHaveURL(new RegExp(`/organisations/${organisation.id}/users/invite$`));
});
