// Double clicks, lost responses, the back button, two tabs and the theme.
import { deployment } from "../fixtures/deployment";
import { loseAnswer } from "../fixtures/network";
import { newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test("a double click on send is one invitation", async ({ page, organisation }) => {
  const email = newAddress("double");
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(email);
  await admit.addRoles("Billing Viewer");
  const keys = new Set<string | undefined>();
  page.on("request", (request) => void (request.method() === "POST" && request.url().startsWith(deployment.apiUrl) && keys.add(request.headers()["idempotency-key"])));
  await admit.button("Send invitation").dblclick();
  await admit.expectNotice("has been invited.");
  expect(keys.size).toBe(1);
  await admit.filterByEmail(email);
  await expect(admit.row(email)).toHaveCount(1);
});

test("a retry after a lost response does not invite twice", async ({ page, organisation }) => {
  const email = newAddress("lost");
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(email);
  await admit.addRoles("Billing Viewer");
  await loseAnswer(page, "*/organisations/*/invitations");
  await admit.button("Send invitation").click();
  await expect(admit.content.getByRole("alert")).toContainText("Can’t reach the server");
  await admit.button("Send invitation").click();
  await admit.expectNotice("has been invited.");
});

test("the back button asks before input is lost", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await page.getByRole("link", { name: "Invite users" }).click();
  await admit.expectHeading("Invite users");
  await expect(admit.heading).toBeFocused(); // for screen readers
  await page.getByLabel("Email addresses").fill("ada@");
  await page.goBack();
  await admit.dialog.getByRole("button", { name: "Stay" }).last().click();
  await expect(page.getByLabel("Email addresses")).toHaveValue("ada@");
  await page.goBack();
  await admit.dialog.getByRole("button", { name: "Leave", exact: true }).click();
  await admit.expectHeading("Users");
  await page.goForward();
  await admit.expectHeading("Invite users");
  await expect(page.getByLabel("Email addresses")).toHaveValue("");
});

test("a change in one tab is visible in another", async ({ page, context, organisation }) => {
  const [first, second] = [new Console(page), new Console(await context.newPage())];
  const email = newAddress("tab");
  await first.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await second.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await page.getByLabel("Email addresses").fill(email);
  await first.addRoles("Audit Viewer");
  await first.button("Send invitation").click();
  await first.expectNotice("has been invited.");
  await second.filterByEmail(email);
});

test("the selected theme is kept", async ({ page, organisation }) => {
  const admit = new Console(page);
  await page.emulateMedia({ colorScheme: "light" });
  await admit.signIn(organisation.admin, "", "Home");
  const root = page.locator("html");
  await expect(root).toHaveCSS("color-scheme", "light"); // as in the system
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Dark" }).click();
  await expect(root).toHaveCSS("color-scheme", "dark");
  await page.reload();
  await admit.expectHeading("Home");
  await expect(root).toHaveCSS("color-scheme", "dark");
});
