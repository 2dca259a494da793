// Network failures: the form keeps what was typed, and trying again works.
import { exchange } from "../fixtures/http";
import { expect, test } from "../fixtures/test";
import { invite, newPassword, rolesOf } from "../fixtures/people";
import { InviteePage } from "./invitee";

test("without a connection the page says so, and opens when the connection is back", async ({ page, context, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await page.route("**/preview", async (route) => {
    await context.setOffline(true); // after the document is loaded
    await route.continue();
  });
  await invitee.open(link, "No connection");
  await page.unroute("**/preview");
  await page.getByRole("button", { name: "Try again" }).click();
  await invitee.shows("No connection");
  await context.setOffline(false); // the page tries again by itself
  await invitee.shows(/You’re invited/);
});

test("after a server error, the button tries again", async ({ page, organisation }) => {
  const { link } = await invite(organisation);
  const invitee = new InviteePage(page);
  await page.route("**/preview", (route) => route.fulfill({ status: 500, body: "{}" }));
  await invitee.open(link, "Something went wrong");
  await page.unroute("**/preview");
  await page.getByRole("button", { name: "Try again" }).click();
  await invitee.shows(/You’re invited/);
});

test("the form keeps what was typed when the connection fails", async ({ page, context, organisation }) => {
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

test("when the answer is lost, trying again completes the registration", async ({ page, organisation }) => {
  const invited = await invite(organisation);
  const password = newPassword();
  const invitee = new InviteePage(page);
  await invitee.open(invited.link, /You’re invited/);
  let lost = 0;
  await page.route("**/register", async (route) => {
    lost = (await exchange(route.request().url(), { method: "POST", body: route.request().postDataJSON() })).status;
    await route.abort("connectionreset"); // after the request took effect
  }, { times: 1 });
  await invitee.fillIn(password);
  await invitee.signUp.click();
  await expect(invitee.notice).toHaveText(/connection/);
  expect(lost).toBe(201);
  await invitee.signUp.click();
  await expect(invitee.heading).toHaveText(/Welcome|already been accepted|already have/);
  expect(await rolesOf(invited.email, password)).toEqual(["billing-viewer"]);
});

test("declining can be tried again when the connection fails", async ({ page, context, organisation }) => {
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
