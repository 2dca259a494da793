// The narrower console of somebody who administers one account.
import { call } from "../fixtures/api";
import { newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("only the screens, the account and the people that are theirs", async ({ page, world: { organisation, accountAdmin, reader, drift, support } }) => {
  const admit = new Console(page);
  await admit.enter(accountAdmin, "", "Home");
  await page.getByRole("link", { name: organisation.name }).first().click();
  await admit.shows("Users");
  for (const there of ["Users", "Permissions", "Organisations and accounts"]) await expect(admit.menu.getByRole("link", { name: there })).toBeVisible();
  await expect(admit.menu.getByRole("link", { name: "Activity" })).toHaveCount(0);

  await admit.menu.getByRole("link", { name: "Permissions" }).click();
  await expect(admit.row(accountAdmin.email)).toContainText("Account Admin");
  await expect(admit.row("mia.holm")).toContainText(drift.name);
  await expect(admit.row(reader.email)).toHaveCount(0);

  await admit.menu.getByRole("link", { name: "Organisations and accounts" }).click();
  await expect(admit.content).toContainText(drift.name);
  await expect(admit.content).not.toContainText(support.name);
  await expect(page.getByRole("button", { name: /^Create/ })).toHaveCount(0);

  await admit.go(screen.activity(organisation.id), "Activity"); // who types its address
  await expect(admit.content).toContainText("You may not do this");
});

test("invites to their account only, with the roles of an account", async ({ page, world: { organisation, accountAdmin, drift } }) => {
  const admit = new Console(page);
  await admit.enter(accountAdmin, screen.invite(organisation.id), "Invite users");
  await page.getByLabel("Account", { exact: true }).click();
  await expect(page.getByRole("option")).toHaveCount(1); // and not the whole organisation
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
  await page.getByLabel("Mail addresses").fill(email);
  await admit.button("Send invitation").click();
  await expect(admit.content).toContainText("1 person was invited.");
  const { items } = await call<{ items: object[] }>("GET", `/organisations/${organisation.id}/invitations?email=${email}`, { bearer: accountAdmin.token });
  expect(items).toEqual([expect.objectContaining({ accountId: drift.id, roles: ["developer"] })]);
});
