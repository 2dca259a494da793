// The size of the page, and how it loads on a slow connection. The size has a limit, and so
// has the shift of its parts. The time depends on the machine and is only printed.
import { expect, test } from "../fixtures/test";
import { invite } from "../fixtures/people";
import { InviteePage } from "./invitee";

const maxBytes = 60 * 1024; // over the wire, everything included

// A slow mobile connection, and a phone a quarter as fast as this machine.
const connection = { kilobitsPerSecond: 400, roundTripMilliseconds: 400 };
const slowdown = 4;

const maxShift = 0.1; // what Core Web Vitals call good

test("the page is small", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const sizes = new Map<string, number>();
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => void sizes.set(requestId, encodedDataLength));
  await new InviteePage(page).open(link, /You’re invited/);
  const weight = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(`  invitee's page: ${(weight / 1024).toFixed(1)} KiB over the wire in ${sizes.size} requests`);
  expect(weight).toBeGreaterThan(0);
  expect(weight).toBeLessThanOrEqual(maxBytes);
  expect(sizes.size, "the document and the offer").toBe(2);
});

test("the page loads on a slow connection", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  await page.goto(link); // so that no cold start is measured
  const phone = await page.context().newCDPSession(page);
  const bytesPerSecond = (connection.kilobitsPerSecond * 1000) / 8;
  await phone.send("Network.emulateNetworkConditions", {
    offline: false, latency: connection.roundTripMilliseconds, downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond,
  });
  await phone.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto("about:blank");
  await page.addInitScript(() => {
    const shifts = Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (shifts.shift += (entry as unknown as { value: number }).value))).observe({ type: "layout-shift", buffered: true });
  });
  const began = Date.now();
  await new InviteePage(page).open(link, /You’re invited/);
  const offered = Date.now() - began;
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  console.log(`  invitee's page at ${connection.kilobitsPerSecond} kbit/s, ${connection.roundTripMilliseconds} ms round trip, ${slowdown}x slower processor: ` +
    `first contentful paint ${(painted / 1000).toFixed(1)} s, the offer ${(offered / 1000).toFixed(1)} s`);
  expect(painted).toBeGreaterThan(0);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))); // the offer is painted
  expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThan(maxShift);
});
