// A bad line: what is typed is kept, and trying again goes on from there.
import { exchange } from "../fixtures/http";
import { expect, test } from "../fixtures/test";
import { invite, newPassword, rolesOf } from "../fixtures/people";
import { InviteePage } from "./invitee";

test("without a connection the page says so, and opens when it is back", async ({ page, context, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await page.route("**/preview", async (route) => {
    await context.setOffline(true); // the line breaks after the document
    await route.continue();
  });
  await invitee.open(link, "No connection");
  await page.unroute("**/preview");
  await page.getByRole("button", { name: "Try again" }).click();
  await invitee.shows("No connection");
  await context.setOffline(false); // the page notices
  await invitee.shows(/You’re invited/);
});

test("after a fault of the server one tries again by a button", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await page.route("**/preview", (route) => route.fulfill({ status: 503, body: "{}" }));
  await invitee.open(link, "Just a moment");
  await page.unroute("**/preview");
  await page.getByRole("button", { name: "Try again" }).click();
  await invitee.shows(/You’re invited/);
});

test("what is typed survives a broken line", async ({ page, context, organisation }) => {
  const invited = await invite(organisation);
  const password = newPassword();
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  await invitee.firstName.fill("Augusta");
  await invitee.fillIn(password);
  await context.setOffline(true);
  await invitee.signUp.click();
  await expect(invitee.notice).toHaveText(/connection/);
  await expect(invitee.firstName).toHaveValue("Augusta");
  await expect(invitee.password).toHaveValue(password);
  await context.setOffline(false);
  await invitee.accept();
  expect(await rolesOf(invited.email, password)).toEqual(["billing-viewer"]);
});

test("an answer that is lost is no harm: trying again finishes", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const password = newPassword();
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  let lost = 0;
  await page.route("**/register", async (route) => {
    lost = (await exchange(route.request().url(), { method: "POST", body: route.request().postDataJSON() })).status;
    await route.abort("connectionreset"); // after its effect
  }, { times: 1 });
  await invitee.fillIn(password);
  await invitee.signUp.click();
  await expect(invitee.notice).toHaveText(/connection/);
  expect(lost).toBe(201);
  await invitee.signUp.click();
  await expect(invitee.heading).toHaveText(/Welcome|already been accepted|already have/);
  expect(await rolesOf(invited.email, password)).toEqual(["billing-viewer"]);
});

test("declining survives a broken line too", async ({ page, context, organisation }) => {
  const invitee = new InviteePage(page);
  await invitee.open((await invite(organisation)).link, /You’re invited/);
  await invitee.decline.click();
  await context.setOffline(true);
  await invitee.confirmation.getByRole("button", { name: "Decline invitation" }).click();
  await expect(invitee.confirmation.getByRole("alert")).toHaveText(/connection/);
  await context.setOffline(false);
  await invitee.confirmation.getByRole("button", { name: "Decline invitation" }).click();
  await invitee.shows("Invitation declined");
});
