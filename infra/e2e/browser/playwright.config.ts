// Tests of Admit's pages in a real browser, against a deployment, from outside:
// they know what ADMIT_E2E_OUTPUTS says of it, HTTP, the mails, and the pages as
// a person meets them. `make test-browser` gives them a deployment of their own.
//
// Where things are: fixtures/ makes organisations, people and invitations;
// inbox/, invitee/, console/ and sample/ have the tests of a page each, with a table of
// its states or screens; *.shots.ts are the pictures of `make screenshots`. Where people
// have their identities elsewhere (`make test-identity`), identity/ has the tests. brand/ has
// a second brand, with the tests and pictures of a deployment that has it. engines/ has the
// main ways in Firefox and WebKit, through their own drivers.
//
// One test again and again, while writing it: make up, and then here, with
// ADMIT_E2E_OUTPUTS=$PWD/../../../.local/outputs.json and ADMIT_CHROMIUM set,
// npx playwright test -g 'its name' (--debug to watch it, --trace on to see why).
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./fixtures/browser";
import { deployment } from "./fixtures/deployment";
import type { OfEngine } from "./engines/test";
import type { ForWorker } from "./fixtures/test";

export default defineConfig<object, ForWorker & OfEngine>({
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
    trace: "off", // it takes a sixth of the time; --trace on records one
    screenshot: "only-on-failure",
    launchOptions,
  },
  projects: [
    { name: "tests", ...(deployment.identity === "create" ? { testMatch: "**/*.spec.ts", testIgnore: ["**/browser/identity/**", "**/browser/brand/**", "**/browser/engines/**"] } : { testMatch: "identity/*.spec.ts" }) },
    // Each test is a whole way, with a browser for each person. Now and then WebKit's driver stops
    // answering for good. Then the way is tried once more, in another browser.
    { name: "firefox", testMatch: "engines/*.spec.ts", timeout: 300_000, use: { engine: "firefox" } },
    { name: "webkit", testMatch: "engines/*.spec.ts", timeout: 300_000, retries: 1, use: { engine: "webkit" } },
    { name: "screenshots", testMatch: "**/*.shots.ts", testIgnore: "**/browser/brand/**", use: { forPictures: true } },
    // These two run against the second deployment, which has the brand in brand/.
    { name: "brand", testMatch: "**/browser/brand/*.spec.ts" },
    { name: "brand-screenshots", testMatch: "**/browser/brand/*.shots.ts", use: { forPictures: true } },
  ],
});
