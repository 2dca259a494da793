// Choosing roles: three ways to browse them, one search, and what is not offered.
import { join } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("the three tabs and the search", async ({ page, world }) => {
  const admin = new Console(page);
  await admin.enter(world.organisation.admin, screen.invite(world.organisation.id), "Invite users");
  await admin.button("Add roles").click();
  const roles = admin.dialog.getByRole("tabpanel").getByRole("listitem").filter({ has: page.getByRole("button") });
  const named = (name: string) => roles.filter({ has: page.getByText(name, { exact: true }) });

  await expect(admin.dialog.getByRole("tab", { name: /^Recommended/ })).toHaveAttribute("aria-selected", "true");
  await expect(named("Billing Viewer")).toContainText("Reads invoices");
  await expect(named("Billing Admin")).toHaveCount(0);

  await admin.dialog.getByRole("tab", { name: /^By category/ }).click();
  await expect(named("Signing Admin")).toHaveCount(0); // its category is closed
  await admin.dialog.getByRole("button", { name: /^Signing/ }).click();
  await named("Signing Admin").getByRole("button", { name: "Add Signing Admin" }).click();

  await admin.dialog.getByRole("tab", { name: /^All available/ }).click();
  await expect(named("Signing Admin").getByRole("button")).toHaveText("Added");
  const all = await roles.count();
  await admin.dialog.getByRole("searchbox").fill("invoices");
  await expect(named("Billing Admin")).toBeVisible();
  expect(await roles.count()).toBeLessThan(all);
  await admin.dialog.getByRole("searchbox").fill("no such role");
  await expect(admin.dialog).toContainText("No role matches");

  await admin.dialog.getByRole("button", { name: "Done (1 role)" }).click();
  const chosen = page.getByRole("list", { name: "Chosen roles" });
  await expect(chosen).toContainText("Signing Admin");
  await page.getByRole("button", { name: "Take Signing Admin out" }).click();
  await expect(chosen).toHaveCount(0);
});

test("what cannot be given is not offered, and says why when asked", async ({ page, world }) => {
  const admin = new Console(page);
  await admin.enter(world.organisation.admin, screen.invite(world.organisation.id), "Invite users");
  await admin.button("Add roles").click();
  await admin.dialog.getByRole("tab", { name: /^All available/ }).click();
  const row = (name: string) => admin.dialog.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  await expect(row("Organisation Admin")).toBeVisible();
  await expect(row("Account Admin")).toHaveCount(0);
  await admin.dialog.getByRole("checkbox", { name: /roles that you cannot give here/ }).click();
  await expect(row("Account Admin")).toContainText("Not given here");
  await expect(row("Account Admin").getByRole("button")).toHaveCount(0);
});

test("what is above one's own authority is not offered", async ({ page, world }) => {
  // In a partner organisation there is a role above Organisation Admin.
  const second = await join(world.partner, { roles: ["organisation-admin"] });
  const admin = new Console(page);
  await admin.enter(second, screen.invite(world.partner.id), "Invite users");
  await admin.button("Add roles").click();
  await admin.dialog.getByRole("tab", { name: /^All available/ }).click();
  const above = admin.dialog.getByRole("listitem").filter({ has: page.getByText("Partner Organisation Admin", { exact: true }) });
  await expect(above).toHaveCount(0);
  await admin.dialog.getByRole("checkbox", { name: /that you cannot give here/ }).click();
  await expect(above).toContainText("Above your authority");
});

test("choosing an account tells which roles fall away", async ({ page, world }) => {
  const admin = new Console(page);
  await admin.enter(world.organisation.admin, screen.invite(world.organisation.id), "Invite users");
  await admin.addRoles("Organisation Admin", "Billing Viewer");
  await admin.choose("Account", world.drift.name);
  await expect(admin.content).toContainText("1 role is left out: it cannot be given here");
  await expect(page.getByRole("list", { name: "Chosen roles" })).not.toContainText("Organisation Admin");
  await admin.choose("Account", "Whole organisation");
  await expect(page.getByRole("list", { name: "Chosen roles" })).toContainText("Organisation Admin"); // not forgotten
});
