// The console of an Account Admin.
import { call } from "../fixtures/api";
import { newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("an Account Admin sees only the screens, the account and the members that they administer", async ({ page, world: { organisation, accountAdmin, reader, drift, support } }) => {
  const admit = new Console(page);
  await admit.signIn(accountAdmin, "", "Home");
  await page.getByRole("link", { name: organisation.name }).first().click();
  await admit.expectHeading("Users");
  for (const there of ["Users", "Permissions", "Organisations and accounts", "Audit log"]) await expect(admit.menu.getByRole("link", { name: there })).toBeVisible();
  await expect(admit.menu.getByRole("link", { name: "Check access" })).toHaveCount(0);

  await admit.menu.getByRole("link", { name: "Permissions" }).click();
  await expect(admit.row(accountAdmin.email)).toContainText("Account Admin");
  await expect(admit.row("mia.holm")).toContainText(drift.name);
  await expect(admit.row(reader.email)).toHaveCount(0);

  await admit.menu.getByRole("link", { name: "Organisations and accounts" }).click();
  await expect(admit.content).toContainText(drift.name);
  await expect(admit.content).not.toContainText(support.name);
  await expect(page.getByRole("button", { name: /^Create/ })).toHaveCount(0);

  await admit.menu.getByRole("link", { name: "Audit log" }).click();
  await expect(admit.content).toContainText(`account ${drift.name}`);
  await expect(admit.content).not.toContainText(support.name);

  await admit.open(paths.checkAccess(organisation.id), "Check access"); // opened by its address
  await expect(admit.content).toContainText("You don’t have permission");
});

test("an Account Admin invites to their account only, with account roles", async ({ page, world: { organisation, accountAdmin, drift } }) => {
  const admit = new Console(page);
  await admit.signIn(accountAdmin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Account", { exact: true }).click();
  await expect(page.getByRole("option")).toHaveCount(1); // not the whole organisation
  await expect(page.getByRole("option")).toContainText(drift.name);
  await page.keyboard.press("Escape");

  await admit.button("Add roles").click();
  await admit.dialog.getByRole("tab", { name: /^All available/ }).click();
  const { all } = await call<{ all: { name: string; givenAt: string[] }[] }>("GET", "/roles", { bearer: accountAdmin.token });
  const offered = admit.dialog.getByRole("tabpanel").getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Add / }) });
  await expect(offered).toHaveCount(all.filter(({ givenAt }) => givenAt.includes("account")).length);
  await admit.dialog.getByRole("button", { name: "Add Developer", exact: true }).click();
  await admit.dialog.getByRole("button", { name: /^Done/ }).click();

  const email = newAddress("colleague");
  await page.getByLabel("Email addresses").fill(email);
  await admit.button("Send invitation").click();
  await admit.expectNotice("has been invited.");
  const { items } = await call<{ items: object[] }>("GET", `/organisations/${organisation.id}/invitations?email=${email}`, { bearer: accountAdmin.token });
  expect(items).toEqual([expect.objectContaining({ accountId: drift.id, roles: ["developer"] })]);
});
