// The last step: from the page into the product, which has another origin.
import type { Page } from "@playwright/test";
import { accept, invite, join, newPassword } from "../fixtures/people";
import { deployment } from "../fixtures/deployment";
import { expect, test } from "../fixtures/test";
import { InviteePage } from "./invitee";

const welcome = `${deployment.productOrigin}/welcome?order=7#/start`;

test("a new person continues at the return URL of the invitation", async ({ page, organisation }) => {
  const visited = await serveProduct(page);
  const invited = await invite(organisation, { returnUrl: welcome });
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  expect(await page.content(), "the page before the acceptance").not.toContain("/welcome");
  await invitee.register(newPassword());
  await expectProduct(page, welcome);
  expect(visited).toEqual([{ url: welcome.split("#")[0], referer: undefined }]);
});

test("a member continues at the return URL, also after a reload", async ({ page, organisation }) => {
  await serveProduct(page);
  const member = await join(organisation);
  const invited = await invite(organisation, { email: member.email, roles: ["audit-viewer"], returnUrl: welcome });
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  await invitee.signIn.click();
  await invitee.signInAs(member);
  await invitee.shows("You’re all set");
  await page.reload();
  await invitee.shows("You’re all set");
  await expectProduct(page, welcome);
});

test("without a return URL, the page leads where the deployment says", async ({ page, organisation }) => {
  await serveProduct(page);
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.register(newPassword());
  await expectProduct(page, `${deployment.productOrigin}/`);
});

test("the link of an accepted invitation still leads into the product", async ({ page, organisation }) => {
  await serveProduct(page);
  const member = await join(organisation);
  const invited = await invite(organisation, { email: member.email, roles: ["audit-viewer"], returnUrl: welcome });
  await accept(invited, member);
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, "This invitation has already been accepted");
  await expectProduct(page, welcome);
});

test("somebody who accepted in another window continues at the return URL", async ({ page, organisation }) => {
  await serveProduct(page);
  const member = await join(organisation);
  const invited = await invite(organisation, { email: member.email, roles: ["audit-viewer"], returnUrl: welcome });
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  await accept(invited, member);
  await invitee.signIn.click();
  await invitee.signInAs(member);
  await invitee.shows("You already have this access");
  await expectProduct(page, welcome);
});

test("the product is named in the language of the page", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  const invited = await invite(organisation, { returnUrl: welcome });
  await invitee.open(`${invited.link.replace("#", "?lang=de#")}`, /Einladung|eingeladen/);
  await page.getByRole("textbox", { name: "Passwort" }).fill(newPassword());
  await page.getByRole("button", { name: /annehmen/ }).click();
  await expect(page.getByRole("button", { name: "Weiter zu Admit" })).toBeVisible({ timeout: 60_000 });
});

interface Visit {
  url: string;
  referer: string | undefined;
}

// serveProduct answers requests to the product's origin with a page. It returns the visits.
async function serveProduct(page: Page): Promise<Visit[]> {
  const visits: Visit[] = [];
  await page.route(`${deployment.productOrigin}/**`, async (route) => {
    const request = route.request();
    if (request.resourceType() === "document") visits.push({ url: request.url(), referer: await request.headerValue("referer") ?? undefined });
    await route.fulfill({ contentType: "text/html", body: "<!doctype html><html lang=en><title>Fika</title><link rel=icon href=data:,><h1>Welcome to Fika</h1>" });
  });
  return visits;
}

// expectProduct continues, and expects the product at a URL.
async function expectProduct(page: Page, url: string): Promise<void> {
  await page.getByRole("button", { name: "Continue to Admit" }).click();
  await expect(page.getByRole("heading", { name: "Welcome to Fika" })).toBeVisible();
  expect(page.url()).toBe(url);
}
