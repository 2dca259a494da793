// A partner's tree, and the record of what was done in it.
import { unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("a partner creates an organisation below it and an account in that", async ({ page, world: { partner } }) => {
  const [organisation, account] = [unique("Below"), unique("Loans")];
  const admit = new Console(page);
  await admit.enter(partner.admin, screen.structure(partner.id), "Organisations and accounts");
  await admit.button("Create organisation below").click();
  await admit.dialog.getByRole("button", { name: "Create" }).click();
  await expect(admit.dialog.getByLabel("Name")).toHaveAccessibleDescription(/Enter a name/);
  await admit.dialog.getByLabel("Name").fill(organisation);
  await admit.dialog.getByRole("button", { name: "Create" }).dblclick();
  await admit.told(`The organisation ${organisation} has been created below ${partner.name}.`);

  await expect(admit.content.getByRole("link", { name: organisation })).toHaveCount(1);
  await admit.content.getByRole("link", { name: organisation }).click();
  await expect(admit.content.getByRole("link", { name: partner.name })).toBeVisible(); // the way up
  await admit.button("Create account").click();
  await admit.dialog.getByLabel("Name").fill(account);
  await page.keyboard.press("Enter");
  await admit.told(`The account ${account} has been created in ${organisation}.`);
  await expect(admit.content.getByRole("treeitem").filter({ hasText: account }).last()).toBeVisible();

  await admit.menu.getByRole("link", { name: "Activity" }).click();
  await expect(admit.content.getByRole("listitem").filter({ hasText: `Olga Owner created account ${account}.` })).toBeVisible();
  await page.getByRole("button", { name: "Mails" }).click();
  await expect(admit.content.getByRole("listitem")).toHaveCount(0);
});

test("Home shows what there is, and invites to the chosen organisation", async ({ page, world: { partner, organisation } }) => {
  const admit = new Console(page);
  await admit.enter(partner.admin, "", "Home");
  await expect(admit.content).toContainText("Organisation below Nordlys Gruppen");
  await expect(admit.button("Invite peers to organisation").or(page.getByRole("link", { name: "Invite peers to organisation" }))).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("radio", { name: `Choose ${organisation.name}` }).click();
  await page.getByRole("link", { name: "Invite peers to organisation" }).click();
  await admit.shows("Invite users");
  await expect(page).toHaveURL(new RegExp(`/organisations/${organisation.id}/users/invite$`));
});
