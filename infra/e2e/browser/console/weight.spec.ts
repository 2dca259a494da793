// The transfer size of the console, on the first visit and on a reload.
import type { Page } from "@playwright/test";
import { deployment } from "../fixtures/deployment";
import { signInAs } from "../fixtures/sign-in";
import { expect, test } from "../fixtures/test";
import { Console } from "./console";

const most = 1024 * 1024; // bytes over the wire for the start page

test("the console is compressed and cached", async ({ page, world }) => {
  const admit = new Console(page);
  await admit.signIn(world.organisation.admin, "/me", "My access"); // without the page of the sign-in
  await (await page.context().newCDPSession(page)).send("Network.clearBrowserCache");
  const first = await reload(page, admit);
  const again = await reload(page, admit);
  console.log(`  console: ${kib(first.bytes)} in ${first.requests} requests the first time, ${kib(again.bytes)} at a reload`);
  expect(first.bytes).toBeLessThanOrEqual(most);
  expect(again.bytes, "a reload requests only what may have changed").toBeLessThan(first.bytes / 10);
});

test("the top bar is painted before the files arrive, and texts before their fonts", async ({ page, world }) => {
  let arrive = () => {};
  const files = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\/console\/assets\/[^/]+\.(css|js)$/, async (route) => {
    await files;
    await route.continue();
  });
  await page.goto(deployment.consoleUrl, { waitUntil: "commit" });
  await expect(page.getByText("Admit", { exact: true })).toBeVisible();
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length)).toBe(1);
  arrive();
  await signInAs(page, world.organisation.admin);
  await new Console(page).expectHeading("Home");
  expect(await page.evaluate(() => [...document.fonts].map(({ display }) => display))).toEqual(Array(8).fill("swap"));
});

const kib = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`;

async function reload(page: Page, admit: Console): Promise<{ bytes: number; requests: number }> {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const total = { bytes: 0, requests: 0 };
  network.on("Network.loadingFinished", ({ encodedDataLength }) => {
    total.bytes += encodedDataLength;
    total.requests++;
  });
  await page.reload();
  await admit.expectHeading("My access");
  await network.detach();
  return total;
}
