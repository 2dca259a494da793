// The main ways of administrators and invitees in Firefox and in WebKit.
import { expect } from "@playwright/test";
import { deployment } from "../fixtures/deployment";
import { linkIn, mailTo } from "../fixtures/mails";
import { found, invite, join, newAddress, newPassword, rolesOf, unique } from "../fixtures/people";
import { paths } from "../console/console";
import { test } from "./test";

test("an administrator invites a person, who registers; edits their access, and removes it", async ({ newPerson }) => {
  const organisation = await found(unique("Org"));
  const [email, password] = [newAddress("ada"), newPassword()];
  const admin = await newPerson();

  await test.step("the administrator signs in and invites", async () => {
    await admin.open(deployment.consoleUrl);
    await admin.signIn(organisation.admin);
    await admin.heading("Home");
    await admin.follow("Invite peers to organisation");
    await admin.heading("Invite users");
    await admin.fill("Email addresses", email);
    await admin.press("Add roles");
    await admin.press("Add Billing Viewer", "dialog");
    await admin.press("Done (1 role)", "dialog");
    await admin.press("Send invitation");
    await admin.sees("has been invited.");
  });

  await test.step("the invitee opens the link, registers and accepts", async () => {
    const invitee = await newPerson();
    await invitee.open(linkIn(await mailTo(email)));
    await invitee.heading(`You’re invited to ${organisation.name}`);
    await invitee.fill("First name", "Ada");
    await invitee.fill("Last name", "Lovelace");
    await invitee.fill("Password", password);
    await invitee.press("Sign up and accept");
    await invitee.heading("Welcome to");
    expect(await rolesOf(email, password)).toEqual(["billing-viewer"]);
  });

  await test.step("the administrator sees the user and edits their access", async () => {
    await admin.openConsole(`${paths.users(organisation.id)}?view=people`, "Users");
    await admin.sees("Ada Lovelace", { row: email });
    await admin.openConsole(paths.members(organisation.id), "Permissions");
    await admin.follow("Edit access for Ada Lovelace", { row: email });
    await admin.heading("Edit access");
    await admin.press("Add roles");
    await admin.press("Add Audit Viewer", "dialog");
    await admin.press("Done (2 roles)", "dialog");
    await admin.press("Save changes");
    await admin.sees("Access for Ada Lovelace has been updated.");
    expect(await rolesOf(email, password)).toEqual(["audit-viewer", "billing-viewer"]);
  });

  await test.step("the administrator removes the access", async () => {
    await admin.openConsole(paths.members(organisation.id), "Permissions");
    await admin.press("Remove access for Ada Lovelace", { row: email });
    await admin.sees("Takes effect immediately.", "dialog");
    await admin.press("Remove access", "dialog");
    await admin.sees(`Access to ${organisation.name} has been removed for Ada Lovelace`);
    expect(await rolesOf(email, password)).toEqual([]);
  });
});

test("a member opens a link, signs in, accepts, and sees the new role in the console", async ({ newPerson }) => {
  const organisation = await found(unique("Org"));
  const member = await join(organisation);
  const { link } = await invite(organisation, { email: member.email, roles: ["audit-viewer"] });
  const person = await newPerson();
  await person.open(link);
  await person.heading(`You’re invited to ${organisation.name}`);
  await person.press("Sign in and accept");
  await person.signIn(member);
  await person.heading("You’re all set");
  expect(await rolesOf(member.email, member.password)).toEqual(["audit-viewer", "billing-viewer"]);

  await person.open(`${deployment.consoleUrl}/me`);
  await person.signIn(member);
  await person.heading("My access");
  await person.sees("Whole organisation", { row: "Audit Viewer" });
});
