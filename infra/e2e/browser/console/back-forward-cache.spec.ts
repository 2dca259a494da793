// The back button after sign-out, in a browser with a back-forward cache. The headless shell
// has none, and Playwright disables Chromium's by default.
import { launchOptions } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

test.use({ launchOptions: { ...launchOptions, executablePath: process.env["ADMIT_CHROMIUM"], ignoreDefaultArgs: ["--disable-back-forward-cache"] } });

test("after sign-out, the back button leads to the sign-in", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await page.evaluate(() => addEventListener("pagehide", ({ persisted }) => sessionStorage.setItem("kept", String(persisted))));
  await admit.button(organisation.admin.email).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You’ve been signed out")).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem("kept")), "whether the browser kept the page").toBe("true");
  await page.evaluate(() => history.back());
  await expect(page).toHaveURL(/\/oauth2\/authorize/);
});
