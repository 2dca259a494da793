// Figures: what the page weighs, and how soon something is seen of it on a bad
// line. The weight is held; a time is a machine's, and only printed.
import { expect, test } from "../fixtures/test";
import { invite } from "../fixtures/people";
import { InviteePage } from "./invitee";

const most = 60 * 1024; // bytes over the wire, everything included

// A bad mobile connection, and a telephone a quarter as fast as this machine.
const line = { kilobitsPerSecond: 400, roundTripMilliseconds: 400 };
const slowdown = 4;

test("the page is light", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const sizes = new Map<string, number>();
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => void sizes.set(requestId, encodedDataLength));
  await new InviteePage(page).open(link, /You’re invited/);
  const weight = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(`  invitee's page: ${(weight / 1024).toFixed(1)} KiB over the wire in ${sizes.size} requests`);
  expect(weight).toBeGreaterThan(0);
  expect(weight).toBeLessThanOrEqual(most);
  expect(sizes.size, "the document and the offer").toBe(2);
});

test("something is seen soon on a bad line", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  await page.goto(link); // so that no function's first start is measured
  const phone = await page.context().newCDPSession(page);
  const bytesPerSecond = (line.kilobitsPerSecond * 1000) / 8;
  await phone.send("Network.emulateNetworkConditions", {
    offline: false, latency: line.roundTripMilliseconds, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond,
  });
  await phone.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto("about:blank");
  const began = Date.now();
  await new InviteePage(page).open(link, /You’re invited/);
  const offered = Date.now() - began;
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  console.log(`  invitee's page at ${line.kilobitsPerSecond} kbit/s, ${line.roundTripMilliseconds} ms round trip, ${slowdown}x slower processor: ` +
    `first contentful paint ${(painted / 1000).toFixed(1)} s, the offer ${(offered / 1000).toFixed(1)} s`);
  expect(painted).toBeGreaterThan(0);
});
