// The document itself: its security headers, and the page without JavaScript.
import { exchange } from "../fixtures/http";
import { deployment } from "../fixtures/deployment";
import { expect, test } from "../fixtures/test";
import { invite } from "../fixtures/people";
import { InviteePage } from "./invitee";

test("the document loads nothing, cannot be framed and is not cached", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const answer = await page.goto(link);
  const headers = await answer?.allHeaders() ?? {};
  const policy = new Map((headers["content-security-policy"] ?? "").split("; ").map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]));
  for (const directive of ["default-src", "base-uri", "form-action", "frame-ancestors"]) expect(policy.get(directive), directive).toEqual(["'none'"]);
  for (const directive of ["script-src", "style-src"]) expect(policy.get(directive)?.join(" "), directive).toMatch(/^'sha256-[^ ]+'$/);
  expect(policy.get("connect-src")).toEqual(["'self'", new URL(deployment.signInUrl).origin]);
  expect(policy.get("require-trusted-types-for")).toEqual(["'script'"]);
  expect(headers).toMatchObject({
    "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff", "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow", "cross-origin-opener-policy": "same-origin",
  });
});

test.describe("a tampered page", () => {
  test.use({ tolerated: /Content Security Policy|elsewhere.example/ });

  test("the policy is enforced: an injected script does not run", async ({ page, organisation }) => {
    const invitee = new InviteePage(page);
    await page.route("**/invitations/*", async (route) => {
      const { status, headers, body } = await exchange(route.request().url());
      const changed = body.replace("</body>", "<script>document.title = 'taken over'</script><img src='https://elsewhere.example/x.png'></body>");
      await route.fulfill({ status, headers: headers as Record<string, string>, body: changed });
    });
    const refused: string[] = [];
    page.on("console", (message) => void (/Content Security Policy/.test(message.text()) && refused.push(message.text())));
    await invitee.open((await invite(organisation)).link, /You’re invited/);
    await expect(page).toHaveTitle(/You’re invited/);
    await expect.poll(() => refused.length, "refusals").toBe(2);
  });
});

test("without JavaScript the page explains what to do", async ({ browser, organisation }) => {
  const { link } = await invite(organisation);
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(link);
  const said = page.locator("noscript p").filter({ hasText: /JavaScript/ }).first();
  await expect(said).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0); // a button would not work
  await context.close();
});

test("opening a link changes nothing, however often and with any method", async ({ page, organisation }) => {
  const { id, link } = await invite(organisation);
  const address = link.split("#")[0] ?? "";
  for (const method of ["GET", "HEAD", "GET", "OPTIONS", "GET"]) await exchange(address, { method });
  const invitee = new InviteePage(page);
  for (let i = 0; i < 3; i++) await invitee.open(link, /You’re invited/);
  expect((await exchange(`${deployment.apiUrl}/invitations/${id}x`)).body, "an unknown invitation's document").toBe((await exchange(address)).body);
});

test("names are shown as text", async ({ page, organisation }) => {
  const invitee = new InviteePage(page);
  const name = `<img src=x onerror="document.title='taken over'">{organisation}`;
  await invitee.open((await invite(organisation, { firstName: name })).link, /You’re invited/);
  await expect(invitee.firstName).toHaveValue(name);
  await expect(page.locator("img")).toHaveCount(0);
});
