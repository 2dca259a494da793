// Playwright's test runner with persons at browsers that Playwright itself cannot drive.
import { test as base } from "@playwright/test";
import { type Browser, type Driver, type Engine, start } from "./driver";
import { Person } from "./person";

interface ForTest {
  newPerson: () => Promise<Person>;
}

export interface OfEngine {
  engine: Engine;
  started: Browser;
}

export const test = base.extend<ForTest, OfEngine>({
  engine: ["firefox", { option: true, scope: "worker" }],
  started: [
    async ({ engine }, use) => {
      const browser = await start(engine);
      await use(browser);
      await browser.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  newPerson: async ({ started }, use) => {
    const windows: Driver[] = [];
    await use(async () => {
      const window = await started.newWindow();
      windows.push(window);
      return new Person(window);
    });
    for (const window of windows) await window.close();
  },
});
