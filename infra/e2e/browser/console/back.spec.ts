// The way back after the end of a session, in a browser that keeps pages as they
// were left: all do, but Playwright's by default.
import { launchOptions } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";
import { Console, screen } from "./console";

test.use({ launchOptions: { ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] } });

test("after signing out, the way back leads to the sign-in", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.enter(organisation.admin, screen.permissions(organisation.id), "Permissions");
  await page.evaluate(() => addEventListener("pagehide", ({ persisted }) => sessionStorage.setItem("kept", String(persisted))));
  await admit.button(organisation.admin.email).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out")).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem("kept")), "whether the browser kept the page").toBe("true");
  await page.evaluate(() => history.back());
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
});
