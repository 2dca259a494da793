// Links that were altered in transit. The page repairs them. If the token is
// missing, the invitee can paste the whole link.
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { expect, test } from "../fixtures/test";
import { invite, join } from "../fixtures/people";
import { InviteePage } from "./invitee";

const middle = 20; // position in the token at which it is split

// The unit tests of the page have a case for every altered form. These go through
// API Gateway and a browser, which change addresses, too.
const forms: Record<string, (start: string, token: string) => string> = {
  "percent-encoded #": (start, token) => `${start}%23${token}`,
  "percent-encoded twice": (start, token) => `${start}%2523${token}`,
  "percent-encoded three times": (start, token) => `${start}%252523${token}`,
  "slash before #": (start, token) => `${start}/#${token}`,
  "slash before a percent-encoded #": (start, token) => `${start}/%23${token}`,
  "double slash": (start, token) => `${start.replace("/invitations/", "/invitations//")}#${token}`,
  "full stop, parenthesis and greater-than sign": (start, token) => `${start}#${token}.)>`,
  "space and a word": (start, token) => `${start}#${token}%20or`,
  "parameter behind the token": (start, token) => `${start}#${token}&utm_source=mail`,
  "parameter before it": (start, token) => `${start}?utm_source=mail&lang=en#${token}`,
  "line break in the token": (start, token) => `${start}#${token.slice(0, middle)}\r\n${token.slice(middle)}`,
  "percent-encoded line break in the token": (start, token) => `${start}#${token.slice(0, middle)}%0D%0A${token.slice(middle)}`,
  "soft line break in the token": (start, token) => `${start}#${token.slice(0, middle)}=\n${token.slice(middle)}`,
  "zero-width space in the token": (start, token) => `${start}#${token.slice(0, middle)}\u200b${token.slice(middle)}`,
  "token in the query": (start, token) => `${start}?token=${token}`,
  "token behind the language": (start, token) => `${start}?lang=en%23${token}`,
  "no #": (start, token) => `${start}${token}`,
};

test("an altered link opens the invitation, and the page corrects its address", async ({ page, organisation }) => {
  const { link, secret } = await invite(organisation);
  const [start = ""] = link.split("#");
  const invitee = new InviteePage(page);
  const sent: string[] = []; // addresses that the server gets after the document
  page.on("request", (request) => void (request.isNavigationRequest() || sent.push(`${request.url()} ${request.headers()["referer"] ?? ""}`)));
  for (const [form, change] of Object.entries(forms)) {
    await test.step(form, async () => {
      await page.goto("about:blank");
      await invitee.open(change(start, secret), /You’re invited/);
      expect(page.url().replace("?lang=en", ""), "the address").toBe(link);
    });
  }
  await page.reload();
  await invitee.shows(/You’re invited/);
  expect(sent.length).toBeGreaterThanOrEqual(Object.keys(forms).length);
  expect(sent.filter((address) => address.includes(secret))).toEqual([]);
});

test("a member signs in and accepts with an altered link", async ({ page, organisation }) => {
  const member = await join(organisation);
  const { link } = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const invitee = new InviteePage(page);
  await invitee.open(link.replace("#", "/%2523"), /You’re invited/);
  await invitee.signIn.click();
  await invitee.signInAs(member);
  await invitee.shows("You’re all set");
  expect(page.url()).toBe(link.split("#")[0]);
});

test("without a token, the whole link can be pasted, also by keyboard", async ({ page, context, organisation }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const [{ link, secret }, other] = await Promise.all([invite(organisation), invite(organisation)]);
  const [start = ""] = link.split("#");
  const invitee = new InviteePage(page);
  await invitee.open(start, "This link is incomplete");
  await expect(invitee.heading).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(invitee.link).toBeFocused();
  await expect(invitee.link).toHaveAccessibleDescription(/Paste the whole link/);

  for (const [text, fault] of [
    ["", /fill this in/],
    ["Please open the invitation!", /couldn’t find an invitation link/],
    [link.replace(/^https?:\/\/[^/]+/, "https://elsewhere.example"), /couldn’t find an invitation link/],
    [other.link, /different invitation/],
    [start, /incomplete too/],
    [link.slice(0, -9), /incomplete too/],
  ] as const) {
    await invitee.link.fill(text);
    await page.keyboard.press("Enter");
    await expect(invitee.link).toHaveAttribute("aria-invalid", "true");
    await expect(invitee.link).toHaveAccessibleDescription(fault);
    await expect(invitee.link).toBeFocused();
    expect(page.url(), "the page stays").toBe(start);
  }
  await invitee.link.fill("");
  await expect(invitee.link).not.toHaveAttribute("aria-invalid");

  const mail = `> Open this link:\n> ${link.slice(0, -30)}=\n> ${link.slice(-30)}\n> It works for three days.`;
  await page.evaluate((text) => navigator.clipboard.writeText(text), mail);
  await page.keyboard.press("ControlOrMeta+v");
  await page.keyboard.press("Enter");
  await invitee.shows(/You’re invited/);
  await expect(invitee.heading).toBeFocused();
  expect(page.url()).toBe(`${start}#${secret}`);
});

test("a link inside a scanner's link is found, and the scanner's site is not visited", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await invitee.open(link.split("#")[0] ?? "", "This link is incomplete");
  await invitee.link.fill(`https://safelinks.example/?url=${encodeURIComponent(link)}&data=05`);
  await invitee.openLink.click();
  await invitee.shows(/You’re invited/);
  expect(page.url()).toBe(link);
});

test("a token that cannot be repaired is reported, and a newer link can be pasted", async ({ page, organisation }) => {
  const [broken, newer] = await Promise.all([invite(organisation), invite(organisation)]);
  const invitee = new InviteePage(page);
  await invitee.open(broken.link.slice(0, -1), "This link is incomplete");
  expect(page.url(), "the token is removed").toBe(broken.link.split("#")[0]);
  await page.reload();
  await invitee.shows("This link is incomplete");
  for (const changed of [`${broken.link}x`, broken.link.toLowerCase().replace(/.*(?=#)/, broken.link.split("#")[0] ?? "")]) {
    await page.goto("about:blank");
    await invitee.open(changed, "This link doesn’t work");
  }
  await invitee.link.fill(`Here is the new one: ${newer.link}.`);
  await invitee.openLink.click();
  await expect(page.getByRole("definition").filter({ hasText: newer.email })).toBeVisible();
  expect(page.url()).toBe(newer.link);
});

test("an address without an invitation accepts any link of the site", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await invitee.open(`${deployment.apiUrl}/invitations/${link.split("/").at(-1)?.slice(0, 9)}/`, "This link is incomplete");
  await invitee.link.fill(link);
  await invitee.openLink.click();
  await invitee.shows(/You’re invited/);
  expect(page.url()).toBe(link);
});

test("the field for the link works in every language and on a small phone", async ({ page, organisation }) => {
  const [start = ""] = (await invite(organisation)).link.split("#");
  await page.goto(start);
  const languages = page.getByRole("contentinfo").getByRole("button");
  await expect(languages).toHaveCount(10);
  for (const lang of await languages.evaluateAll((buttons) => (buttons as HTMLElement[]).map((button) => button.lang))) {
    await page.goto(`${start}?lang=${lang}`);
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    const field = page.getByRole("textbox");
    await expect(field).toHaveAccessibleName(/\S/);
    await field.fill("x");
    await page.getByRole("main").getByRole("button").click();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await expectNarrow(page);
  }
});
