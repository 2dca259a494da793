// Impatience and habits: twice the same button, the way back, two tabs, a theme.
import { deployment } from "../fixtures/deployment";
import { loseAnswer } from "../fixtures/network";
import { newAddress } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test("a double click on send is one invitation", async ({ page, organisation }) => {
  const email = newAddress("double");
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.invite(organisation.id), "Invite users");
  await page.getByLabel("Mail addresses").fill(email);
  await admit.addRoles("Billing Viewer");
  const keys = new Set<string | undefined>();
  page.on("request", (request) => void (request.method() === "POST" && request.url().startsWith(deployment.apiUrl) && keys.add(request.headers()["idempotency-key"])));
  await admit.button("Send invitation").dblclick();
  await expect(admit.content).toContainText("1 person was invited.");
  expect(keys.size).toBe(1);
  await page.getByRole("link", { name: "See the invitations" }).click();
  await admit.find(email);
  await expect(admit.row(email)).toHaveCount(1);
});

test("an answer that gets lost is asked for again, not made twice", async ({ page, organisation }) => {
  const email = newAddress("lost");
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.invite(organisation.id), "Invite users");
  await page.getByLabel("Mail addresses").fill(email);
  await admit.addRoles("Billing Viewer");
  await loseAnswer(page, "*/organisations/*/invitations");
  await admit.button("Send invitation").click();
  await expect(admit.content.getByRole("alert")).toContainText("The server cannot be reached");
  await admit.button("Send invitation").click();
  await expect(admit.content).toContainText("1 person was invited.");
});

test("the back button asks before it loses what was typed", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.users(organisation.id), "Users");
  await page.getByRole("link", { name: "Invite users" }).click();
  await admit.shows("Invite users");
  await expect(admit.heading).toBeFocused(); // a screen reader begins here
  await page.getByLabel("Mail addresses").fill("ada@");
  await page.goBack();
  await admit.dialog.getByRole("button", { name: "Stay here" }).last().click();
  await expect(page.getByLabel("Mail addresses")).toHaveValue("ada@");
  await page.goBack();
  await admit.dialog.getByRole("button", { name: "Leave", exact: true }).click();
  await admit.shows("Users");
  await page.goForward();
  await admit.shows("Invite users");
  await expect(page.getByLabel("Mail addresses")).toHaveValue("");
});

test("in two tabs, each sees what the other did", async ({ page, context, organisation }) => {
  const [first, second] = [new Console(page), new Console(await context.newPage())];
  const email = newAddress("tab");
  await first.enter(organisation.admin, screen.invite(organisation.id), "Invite users");
  await second.enter(organisation.admin, screen.users(organisation.id), "Users");
  await page.getByLabel("Mail addresses").fill(email);
  await first.addRoles("Audit Viewer");
  await first.button("Send invitation").click();
  await expect(first.content).toContainText("1 person was invited.");
  await second.find(email);
});

test("a chosen appearance is kept", async ({ page, organisation }) => {
  const admit = new Console(page);
  await page.emulateMedia({ colorScheme: "light" });
  await admit.enter(organisation.admin, "", "Home");
  const root = page.locator("html");
  await expect(root).toHaveCSS("color-scheme", "light"); // as the system has it
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Dark" }).click();
  await expect(root).toHaveCSS("color-scheme", "dark");
  await page.reload();
  await admit.shows("Home");
  await expect(root).toHaveCSS("color-scheme", "dark");
});
