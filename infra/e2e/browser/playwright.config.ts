// Tests of Admit's pages in a real browser, against a deployment, from outside:
// they know what ADMIT_E2E_OUTPUTS says of it, HTTP, the mails, and the pages as
// a person meets them. `make test-browser` gives them a deployment of their own.
//
// Where things are: fixtures/ makes organisations, people and invitations;
// inbox/, invitee/, console/ and sample/ have the tests of a page each, with a table of
// its states or screens; *.shots.ts are the pictures of `make screenshots`.
//
// One test again and again, while writing it: make up, and then here, with
// ADMIT_E2E_OUTPUTS=$PWD/../../../.local/outputs.json and ADMIT_CHROMIUM set,
// npx playwright test -g 'its name' (--debug to watch it, --trace on to see why).
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./fixtures/browser";
import type { ForWorker } from "./fixtures/test";

export default defineConfig<object, ForWorker>({
  globalSetup: "./fixtures/setup.ts",
  outputDir: "../../../.local/test/browser", // traces and pictures of what failed
  fullyParallel: true,
  workers: 2,
  retries: 0, // a test that passes at the second attempt tells of a fault all the same
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 20_000 }, // a function's first start on a busy machine
  reporter: "list",
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Oslo",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions,
  },
  projects: [
    { name: "tests", testMatch: "**/*.spec.ts" },
    { name: "screenshots", testMatch: "**/*.shots.ts", use: { forPictures: true } },
  ],
});
