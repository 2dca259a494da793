// A busy service: the console waits, says so, and goes on by itself.
import type { Route } from "@playwright/test";
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { answerTo, busy, refuse } from "../fixtures/network";
import { invite, join, newAddress, rolesOf } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import { Console, paths } from "./console";

const of = (path: string) => deployment.apiUrl + path;

test("a list loads by itself, and not sooner than the service asks", async ({ page, organisation }) => {
  const admit = new Console(page);
  const requests = await refuse(page, "GET", of("/organisations/*/permissions?*"), 2);
  await admit.startSignIn(organisation.admin, paths.members(organisation.id));
  await expect(admit.busyNotice).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "The server is busy. Your request will be retried automatically." })).toHaveCount(1);
  await expect(admit.content.getByRole("alert")).toHaveCount(0);
  await expect(admit.row(organisation.admin.email)).toBeVisible();
  await expect(admit.busyNotice).toHaveCount(0);
  expect(requests.length).toBe(3);
  for (const n of [1, 2]) expect((requests[n] ?? 0) - (requests[n - 1] ?? 0)).toBeGreaterThanOrEqual(2_000);
});

test("an action goes on by itself, with its key", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.users(organisation.id), "Users");
  await admit.filterByEmail(invited.email);
  await admit.startAction(invited.email, "Resend");
  const keys: (string | undefined)[] = [];
  page.on("request", (request) => void (request.url().endsWith("/resend") && keys.push(request.headers()["idempotency-key"])));
  await refuse(page, "POST", of("/organisations/*/invitations/*/resend"), 1, 8);
  await admit.dialog.getByRole("button", { name: "Resend" }).click();
  await expect(admit.dialog.getByText(/^The server is busy\. Trying again in \d+ seconds?\.$/)).toBeVisible();
  await expect(admit.dialog.getByRole("button", { name: "Cancel" })).toBeDisabled();
  await expectNarrow(page);
  await admit.expectNotice(`A new email to ${invited.email} is queued.`);
  expect(keys.length).toBe(2);
  expect(new Set(keys).size).toBe(1);
});

test("a batch goes on with its remaining rows", async ({ page, organisation }) => {
  const emails = Array.from({ length: 30 }, () => newAddress("busy"));
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(emails.join(" "));
  await admit.addRoles("Billing Viewer");
  const sizes: number[] = [];
  await page.route(of("/organisations/*/invitations/batch"), (route) => {
    sizes.push((route.request().postDataJSON() as { invitations: unknown[] }).invitations.length);
    return sizes.length === 2 ? route.fulfill(busy(2)) : route.fallback();
  });
  await admit.button("Send 30 invitations").click();
  await expect(admit.busyNotice).toBeVisible();
  await expect(admit.content).toContainText("25 of 30");
  await expect(admit.content).toContainText("30 people were invited.");
  expect(sizes).toEqual([25, 5, 5]);
});

test("a batch with rows that the service was too busy for is repeated with its key", async ({ page, organisation }) => {
  const emails = [newAddress("row"), newAddress("row")];
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(emails.join(" "));
  await admit.addRoles("Billing Viewer");
  const keys: (string | undefined)[] = [];
  await page.route(of("/organisations/*/invitations/batch"), async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    return keys.length === 1 ? refuseLastRow(route) : route.fallback();
  });
  await admit.button("Send 2 invitations").click();
  await expect(admit.busyNotice).toBeVisible();
  await expect(admit.content).toContainText("2 people were invited.");
  expect(keys.length).toBe(2);
  expect(keys[1]).toBe(keys[0]);
});

// refuseLastRow answers a batch as if its last row had not been processed.
async function refuseLastRow(route: Route): Promise<void> {
  const body = JSON.parse((await answerTo(route)).body) as { items: { email: string }[] };
  const last = body.items.length - 1;
  const problem = { type: "urn:admit:problem:unavailable", title: "Try again", status: 503, detail: "Busy." };
  body.items[last] = { ...body.items[last]!, ...{ outcome: "refused", invitation: undefined, problem } };
  await route.fulfill({ json: body });
}

// The service may say that it is busy although it has done the work.
test("a removal that took effect counts as done", async ({ page, organisation }) => {
  const member = await join(organisation, { firstName: "Tor", lastName: "Vik" });
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.members(organisation.id), "Permissions");
  await admit.filterByEmail(member.email);
  await admit.row(member.email).getByRole("button", { name: "Remove access for Tor Vik" }).click();
  await expect(admit.dialog).toContainText("Takes effect immediately.");
  await page.route(of("/organisations/*/permissions/*"), async (route) => {
    expect((await answerTo(route)).status).toBe(200);
    await route.fulfill(busy(2));
  }, { times: 1 });
  await admit.dialog.getByRole("button", { name: "Remove access" }).click();
  await admit.expectNotice("It had already been removed.");
  expect(await rolesOf(member.email, member.password)).toEqual([]);
});

test("the wait can be ended, or cut short", async ({ page, organisation }) => {
  const member = await join(organisation);
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.member(organisation.id, member.id), /^Edit access/);
  await admit.addRoles("Audit Viewer");
  await refuse(page, "PUT", of("/organisations/*/permissions/*"), Infinity, 30);
  await admit.button("Save changes").click();
  await expect(admit.busyNotice).toBeInViewport();
  await expectAccessible(page);
  await admit.button("Stop").click();
  await expect(admit.content.getByRole("alert")).toContainText("The server is busy");
  await expect(admit.content.getByRole("alert")).toContainText("Try again in 30 seconds.");
  await expect(admit.busyNotice).toHaveCount(0);

  await page.unrouteAll();
  await refuse(page, "PUT", of("/organisations/*/permissions/*"), 1, 30);
  await admit.button("Save changes").click();
  await admit.button("Try now").click();
  await admit.expectNotice("Access for Mona Member has been updated.");
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "billing-viewer"]);
});

test("a limit that lasts long is told at once, with its length", async ({ page, organisation }) => {
  const admit = new Console(page);
  await admit.signIn(organisation.admin, paths.invite(organisation.id), "Invite users");
  await page.getByLabel("Email addresses").fill(newAddress("limit"));
  await admit.addRoles("Billing Viewer");
  let requests = 0;
  await page.route(of("/organisations/*/invitations"), (route) => {
    requests++;
    return route.fulfill(busy(7200, 429, "rate-limited"));
  });
  await admit.button("Send invitation").click();
  await expect(admit.content.getByRole("alert")).toContainText(/Too many invitations in a short time.*Try again in 2 hours\./s);
  expect(requests).toBe(1);
});
