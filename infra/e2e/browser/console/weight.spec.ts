// A figure: what the console weighs, the first time and ever after.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test";
import { Console } from "./console";

const most = 1024 * 1024; // bytes over the wire, everything on the start page included

test("the console comes compressed, and once", async ({ page, world }) => {
  const admit = new Console(page);
  await admit.enter(world.organisation.admin, "/me", "My access"); // the sign-in's page is not counted
  await (await page.context().newCDPSession(page)).send("Network.clearBrowserCache");
  const first = await reload(page, admit);
  const again = await reload(page, admit);
  console.log(`  console: ${kib(first.bytes)} in ${first.requests} requests the first time, ${kib(again.bytes)} at a reload`);
  expect(first.bytes).toBeLessThanOrEqual(most);
  expect(again.bytes, "a reload asks for what may have changed only").toBeLessThan(first.bytes / 10);
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
  await admit.shows("My access");
  await network.detach();
  return total;
}
