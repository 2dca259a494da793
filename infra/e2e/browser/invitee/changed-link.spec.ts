// Links that were changed on their way: the page repairs them, and where nothing
// is left to repair, it takes the link from whoever has it.
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { expect, test } from "../fixtures/test";
import { invite, join } from "../fixtures/people";
import { InviteePage } from "./invitee";

const inHalf = 20; // letters of a token

// Every form of a changed link has a case beside the page. These go through the
// gateway and a browser, which change an address as well.
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
  "line break in the token": (start, token) => `${start}#${token.slice(0, inHalf)}\r\n${token.slice(inHalf)}`,
  "percent-encoded line break in the token": (start, token) => `${start}#${token.slice(0, inHalf)}%0D%0A${token.slice(inHalf)}`,
  "soft line break in the token": (start, token) => `${start}#${token.slice(0, inHalf)}=\n${token.slice(inHalf)}`,
  "zero-width space in the token": (start, token) => `${start}#${token.slice(0, inHalf)}\u200b${token.slice(inHalf)}`,
  "token in the query": (start, token) => `${start}?token=${token}`,
  "token behind the language": (start, token) => `${start}?lang=en%23${token}`,
  "no #": (start, token) => `${start}${token}`,
};

test("a changed link opens the invitation, and its address is put right", async ({ page, organisation }) => {
  const { link, secret } = await invite(organisation);
  const [start = ""] = link.split("#");
  const invitee = new InviteePage(page);
  const told: string[] = []; // to the server, after the document
  page.on("request", (request) => void (request.isNavigationRequest() || told.push(`${request.url()} ${request.headers()["referer"] ?? ""}`)));
  for (const [form, change] of Object.entries(forms)) {
    await test.step(form, async () => {
      await page.goto("about:blank");
      await invitee.open(change(start, secret), /You’re invited/);
      expect(page.url().replace("?lang=en", ""), "the address").toBe(link);
    });
  }
  await page.reload();
  await invitee.shows(/You’re invited/);
  expect(told.length).toBeGreaterThanOrEqual(Object.keys(forms).length);
  expect(told.filter((address) => address.includes(secret))).toEqual([]);
});

test("a member signs in and accepts by a changed link", async ({ page, organisation }) => {
  const member = await join(organisation);
  const { link } = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const invitee = new InviteePage(page);
  await invitee.open(link.replace("#", "/%2523"), /You’re invited/);
  await invitee.signIn.click();
  await invitee.signInAs(member);
  await invitee.shows("You’re all set");
  expect(page.url()).toBe(link.split("#")[0]);
});

test("where the token is gone, the whole link is pasted, by keyboard too", async ({ page, context, organisation }) => {
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
    ["Please open the invitation!", /no invitation link for this site/],
    [link.replace(/^https?:\/\/[^/]+/, "https://elsewhere.example"), /no invitation link for this site/],
    [other.link, /different invitation/],
    [start, /incomplete too/],
    [link.slice(0, -9), /incomplete too/],
  ] as const) {
    await invitee.link.fill(text);
    await page.keyboard.press("Enter");
    await expect(invitee.link).toHaveAttribute("aria-invalid", "true");
    await expect(invitee.link).toHaveAccessibleDescription(fault);
    await expect(invitee.link).toBeFocused();
    expect(page.url(), "nobody went anywhere").toBe(start);
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

test("the link that a scanner wrapped is taken out, and its site is not visited", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await invitee.open(link.split("#")[0] ?? "", "This link is incomplete");
  await invitee.link.fill(`https://safelinks.example/?url=${encodeURIComponent(link)}&data=05`);
  await invitee.openLink.click();
  await invitee.shows(/You’re invited/);
  expect(page.url()).toBe(link);
});

test("a token that is changed beyond repair says so, and any newer link helps", async ({ page, organisation }) => {
  const [broken, newer] = await Promise.all([invite(organisation), invite(organisation)]);
  const invitee = new InviteePage(page);
  await invitee.open(broken.link.slice(0, -1), "This link is incomplete");
  expect(page.url(), "what is left of the token").toBe(broken.link.split("#")[0]);
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

test("an address without an invitation takes any link of the site", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await invitee.open(`${deployment.apiUrl}/invitations/${link.split("/").at(-1)?.slice(0, 9)}/`, "This link is incomplete");
  await invitee.link.fill(link);
  await invitee.openLink.click();
  await invitee.shows(/You’re invited/);
  expect(page.url()).toBe(link);
});

test("the field for the link is usable in every language, on a small phone too", async ({ page, organisation }) => {
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
