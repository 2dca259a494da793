// The role picker: its tabs, its search and roles that cannot be granted.
import { join } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("the three tabs and the search", async ({ page, world }) => {
  const admin = new Console(page);
  await admin.signIn(world.organisation.admin, paths.invite(world.organisation.id), "Invite users");
  await admin.button("Add roles").click();
  const roles = admin.dialog.getByRole("tabpanel").getByRole("listitem").filter({ has: page.getByRole("button") });
  const named = (name: string) => roles.filter({ has: page.getByText(name, { exact: true }) });

  await expect(admin.dialog.getByRole("tab", { name: /^Recommended/ })).toHaveAttribute("aria-selected", "true");
  await expect(named("Billing Viewer")).toContainText("Reads invoices");
  await expect(named("Billing Admin")).toHaveCount(0);

  await admin.dialog.getByRole("tab", { name: /^By category/ }).click();
  await expect(named("Signing Admin")).toHaveCount(0); // its category is collapsed
  await admin.dialog.getByRole("button", { name: /^Signing/ }).click();
  await named("Signing Admin").getByRole("button", { name: "Add Signing Admin" }).click();

  await admin.dialog.getByRole("tab", { name: /^All available/ }).click();
  await expect(named("Signing Admin").getByRole("button")).toHaveText("Added");
  const all = await roles.count();
  await admin.dialog.getByRole("searchbox").fill("invoices");
  await expect(named("Billing Admin")).toBeVisible();
  expect(await roles.count()).toBeLessThan(all);
  await admin.dialog.getByRole("searchbox").fill("no such role");
  await expect(admin.dialog).toContainText("No matching roles");

  await admin.dialog.getByRole("button", { name: "Done (1 role)" }).click();
  const chosen = page.getByRole("list", { name: "Selected roles" });
  await expect(chosen).toContainText("Signing Admin");
  await page.getByRole("button", { name: "Remove Signing Admin" }).click();
  await expect(chosen).toHaveCount(0);
});

test("roles for other scopes are hidden, and shown with the reason on request", async ({ page, world }) => {
  const admin = new Console(page);
  await admin.signIn(world.organisation.admin, paths.invite(world.organisation.id), "Invite users");
  await admin.button("Add roles").click();
  await admin.dialog.getByRole("tab", { name: /^All available/ }).click();
  const row = (name: string) => admin.dialog.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  await expect(row("Organisation Admin")).toBeVisible();
  await expect(row("Account Admin")).toHaveCount(0);
  await admin.dialog.getByRole("checkbox", { name: /roles you can’t grant here/ }).click();
  await expect(row("Account Admin")).toContainText("Not available here");
  await expect(row("Account Admin").getByRole("button")).toHaveCount(0);
});

test("roles above the user's authority are hidden", async ({ page, world }) => {
  // Partner Organisation Admin exceeds the authority of an Organisation Admin.
  const second = await join(world.partner, { roles: ["organisation-admin"] });
  const admin = new Console(page);
  await admin.signIn(second, paths.invite(world.partner.id), "Invite users");
  await admin.button("Add roles").click();
  await admin.dialog.getByRole("tab", { name: /^All available/ }).click();
  const above = admin.dialog.getByRole("listitem").filter({ has: page.getByText("Partner Organisation Admin", { exact: true }) });
  await expect(above).toHaveCount(0);
  await admin.dialog.getByRole("checkbox", { name: /you can’t grant here/ }).click();
  await expect(above).toContainText("You can’t grant this role");
});

test("selecting an account shows which roles become unavailable", async ({ page, world }) => {
  const admin = new Console(page);
  await admin.signIn(world.organisation.admin, paths.invite(world.organisation.id), "Invite users");
  await admin.addRoles("Organisation Admin", "Billing Viewer");
  await admin.select("Account", world.drift.name);
  await expect(admin.content).toContainText("1 role isn’t available here and won’t be included");
  await expect(page.getByRole("list", { name: "Selected roles" })).not.toContainText("Organisation Admin");
  await admin.select("Account", "Whole organisation");
  await expect(page.getByRole("list", { name: "Selected roles" })).toContainText("Organisation Admin"); // it is selected again
});

test("roles show what they allow, and are found by permission", async ({ page, world }) => {
  const admin = new Console(page);
  await admin.signIn(world.organisation.admin, paths.invite(world.organisation.id), "Invite users");
  await admin.button("Add roles").click();
  await admin.dialog.getByRole("tab", { name: /^All available/ }).click();
  const row = (name: string) => admin.dialog.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });
  await expect(row("Organisation Admin")).toContainText("Everything at this scope");
  await expect(row("Billing Viewer")).toContainText("billing: read");
  await expect(row("Billing Admin")).toContainText("billing: everything");

  await admin.dialog.getByRole("searchbox").fill("billing:delete");
  for (const name of ["Organisation Admin", "Billing Admin", "Billing Editor"]) await expect(row(name)).toBeVisible();
  await expect(row("Billing Viewer")).toHaveCount(0);
});

test("at 400% zoom the tabs and a role are visible, and the selected tab is so in forced colours", async ({ page, world }) => {
  const admin = new Console(page);
  await admin.signIn(world.organisation.admin, paths.invite(world.organisation.id), "Invite users");
  await page.setViewportSize({ width: 320, height: 256 });
  await admin.button("Add roles").click();
  const tabs = admin.dialog.getByRole("tab");
  await expect(tabs).toHaveCount(3);
  for (const tab of await tabs.all()) await expect(tab).toBeInViewport({ ratio: 1 });
  await expect(admin.dialog.getByRole("button", { name: /^Add / }).first()).toBeInViewport({ ratio: 0.5 });

  await page.emulateMedia({ forcedColors: "active" });
  const ground = (at: number) => tabs.nth(at).evaluate((tab) => getComputedStyle(tab).backgroundColor);
  expect(await ground(0)).not.toBe(await ground(1));
});
