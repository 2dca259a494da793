// Answers of the API that are shorter than a page, or empty, although the list goes on.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { answerTo, hold } from "../fixtures/network";
import { found, inviteAll, newAddress, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

const empty = 3; // answers

// delay makes a list begin with empty answers. It returns the cursors that were asked for.
async function delay(page: Page, path: string): Promise<(string | null)[]> {
  const cursors: (string | null)[] = [];
  await page.route(deployment.apiUrl + path, async (route) => {
    const cursor = new URL(route.request().url()).searchParams.get("cursor");
    cursors.push(cursor);
    const at = cursor === null ? 0 : Number(/^empty-(\d+)$/.exec(cursor)?.[1] ?? empty);
    if (at < empty) return route.fulfill({ json: { items: [], nextCursor: `empty-${at + 1}` } });
    const url = new URL(route.request().url());
    if (cursor?.startsWith("empty-")) url.searchParams.delete("cursor");
    return route.continue({ url: url.href });
  });
  return cursors;
}

for (const [name, path, call, row] of [
  ["members with roles", paths.members, "permissions", "Jonas Lie"],
  ["members", (id: string) => `${paths.users(id)}?view=people`, "permissions", "Mia Holm"],
  ["open invitations", paths.users, "invitations", "Erik Dahl"],
  ["closed invitations", (id: string) => `${paths.users(id)}?view=closed`, "invitations", "oda.nes"],
  ["the audit log", paths.auditLog, "events", "Vera Sund"],
] as const) {
  test(`${name}: empty answers are passed over`, async ({ page, world: { organisation } }) => {
    const admit = new Console(page);
    const cursors = await delay(page, `/organisations/*/${call}?*`);
    await admit.startSignIn(organisation.admin, path(organisation.id));
    await expect(admit.content).toContainText(row);
    expect(cursors.slice(0, empty + 1)).toEqual([null, "empty-1", "empty-2", "empty-3"]);
    await expect(page.getByText("Searching…")).toHaveCount(0);
  });
}

test("the members to choose from are found after empty answers", async ({ page, world: { organisation } }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.checkAccess(organisation.id), "Check access");
  await delay(page, "/organisations/*/permissions?*");
  await page.getByRole("button", { name: /Select a member/ }).click();
  await expect(page.getByRole("option", { name: /jonas\.lie/ })).toBeVisible();
});

test("a page is filled from short answers", async ({ page }) => {
  const organisation = await found(unique("Short"));
  await inviteAll(organisation, Array.from({ length: 60 }, (_, at) => `s${String(at).padStart(2, "0")}-${newAddress("short")}`));
  const limits: string[] = [];
  await page.route(`${deployment.apiUrl}/organisations/*/invitations?*`, (route) => {
    const url = new URL(route.request().url());
    limits.push(url.searchParams.get("limit") ?? "");
    url.searchParams.set("limit", String(Math.min(10, Number(limits.at(-1)))));
    return route.fallback({ url: url.href });
  });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  const heading = admit.content.getByRole("heading", { name: "Pending invitations" });
  await expect(heading).toContainText("(25+)");
  await expect(admit.row("s00-")).toBeVisible();
  await expect(admit.row("s24-")).toBeVisible();
  expect(limits.slice(0, 3)).toEqual(["25", "15", "5"]);
  await admit.button("Next page").first().click();
  await expect(heading).toContainText("(50+)");
  await admit.button("Next page").first().click();
  await expect(heading).toContainText("(60)");
  await expect(admit.row("s59-")).toBeVisible();
});

test("a long search shows what it does, can be stopped, and goes on", async ({ page, world: { organisation } }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await delay(page, "/organisations/*/permissions?*search=jonas*");
  const goOn = await hold(page, "GET", "/organisations/*/permissions?*cursor=empty-2*");
  await page.getByLabel("Name or email address").fill("jonas");
  await expect(page.getByRole("status").filter({ hasText: "Searching…" })).toBeVisible();
  await expect(admit.content).toContainText("Nothing found so far.");
  await expect(admit.content).not.toContainText("No matching members");
  await expectAccessible(page);
  await expectNarrow(page);
  await admit.button("Stop searching").first().click();
  await expect(admit.content).toContainText("Search stopped");
  await expect(admit.button("Next page")).toHaveCount(0);
  await expectAccessible(page);
  goOn();
  await admit.button("Continue searching").click();
  await expect(admit.row("Jonas Lie")).toBeVisible();
});

test("a list that ends with empty answers says so", async ({ page, world: { organisation } }) => {
  await page.route(`${deployment.apiUrl}/organisations/*/permissions?*`, (route) => {
    const cursor = new URL(route.request().url()).searchParams.get("cursor");
    return route.fulfill({ json: cursor === null ? { items: [], nextCursor: "end" } : { items: [] } });
  });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, `${paths.members(organisation.id)}?search=jonas`, "Permissions");
  await expect(admit.content).toContainText("No matching members");
  await expect(admit.button("Next page")).toHaveCount(0);
});

test("a next page that turns out empty leaves no button to it", async ({ page, world: { organisation } }) => {
  await page.route(`${deployment.apiUrl}/organisations/*/permissions?*`, async (route) => {
    if (new URL(route.request().url()).searchParams.has("cursor")) return route.fulfill({ json: { items: [] } });
    const { items } = JSON.parse((await answerTo(route)).body) as { items: { user: { id: string } }[] };
    const full = Array.from({ length: 25 }, (_, at) => ({ ...items[at % items.length]!, user: { ...items[at % items.length]!.user, id: `user-${at}` } }));
    await route.fulfill({ json: { items: full, nextCursor: "end" } });
  });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await admit.button("Next page").first().click();
  await expect(admit.button("Next page")).toHaveCount(0);
  await expect(admit.content.getByRole("row")).toHaveCount(26);
});

test("the audit log is searched for events of a category", async ({ page, world: { organisation } }) => {
  const admit = new Console(page);
  const events: Record<string, unknown>[] = [];
  await page.route(`${deployment.apiUrl}/organisations/*/events?*`, async (route) => {
    if (events.length === 0) events.push(...(JSON.parse((await answerTo(route)).body) as { items: Record<string, unknown>[] }).items);
    const emails = events.filter(({ type }) => type === "invitation.bounced");
    const others = events.filter(({ type }) => type === "organisation.created" || type === "account.created");
    const asked = new URL(route.request().url()).searchParams;
    const narrowed = asked.get("type")?.split(",").includes("invitation.bounced") === true;
    await route.fulfill({ json: { null: { items: narrowed ? [] : others, nextCursor: "a" }, a: { items: [], nextCursor: "b" }, b: { items: emails } }[String(asked.get("cursor"))] });
  });
  await admit.signIn(organisation.admin, paths.auditLog(organisation.id), "Audit log");
  await expect(admit.button("Load more")).toBeVisible();
  await page.getByRole("button", { name: "Emails", exact: true }).click();
  await expect(admit.content).toContainText("bounced");
  await expect(admit.button("Load more")).toHaveCount(0);
});
