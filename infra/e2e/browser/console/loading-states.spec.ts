// Every screen while it loads, when loading fails and when it is empty. All states are
// accessible in light and dark and fit a phone.
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { busy } from "../fixtures/network";
import { found, join, remove, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import type { World } from "../fixtures/world";
import { Console, paths } from "./console";

interface Reading {
  name: string;
  path(world: World): string;
  call: string; // the API call that the screen depends on
  content: RegExp;
}

const of = (path: (id: string) => string) => ({ organisation }: World) => path(organisation.id);

const readings: Reading[] = [
  { name: "home", path: () => "", call: "/organisations?*", content: /Nordlys Energi/ },
  { name: "my access", path: () => "/me", call: "/me?*", content: /Organisation Admin/ },
  { name: "open invitations", path: of(paths.users), call: "/organisations/*/invitations?*", content: /Erik Dahl/ },
  { name: "closed invitations", path: (w) => `${of(paths.users)(w)}?view=closed`, call: "/organisations/*/invitations?*", content: /Oda Nes/ },
  { name: "members", path: (w) => `${of(paths.users)(w)}?view=people`, call: "/organisations/*/permissions?*", content: /Mia Holm/ },
  { name: "an invitation", path: (w) => `${of(paths.users)(w)}?invitation=${w.pending.id}`, call: "/organisations/*/invitations/*", content: /Erik Dahl/ },
  { name: "invite", path: of(paths.invite), call: "/roles", content: /Roles to offer/ },
  { name: "members with roles", path: of(paths.members), call: "/organisations/*/permissions?*", content: /Jonas Lie/ },
  { name: "edit access", path: (w) => paths.member(w.organisation.id, w.reader.id), call: "/organisations/*/permissions/*", content: /Billing Viewer/ },
  { name: "check access", path: (w) => `${of(paths.checkAccess)(w)}?person=${w.reader.id}&permission=billing:read`, call: "/organisations/*/permissions/*/decision?*", content: /Billing Viewer/ },
  { name: "structure", path: of(paths.structure), call: "/organisations/*", content: /Kundeservice/ },
  { name: "audit log", path: of(paths.auditLog), call: "/organisations/*/events?*", content: /Vera Sund/ },
];

const tooLong = 31; // seconds; for a shorter time, the console waits and goes on by itself

for (const { name, path, call, content } of readings) {
  test(`${name}: loading, failed, and loaded after a retry`, async ({ page, world }) => {
    const admit = new Console(page);
    const where = admit.dialog.or(admit.content);
    let answer = () => {};
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    let trouble = true;
    await page.route(deployment.apiUrl + call, async (route) => {
      await waiting;
      return trouble ? route.fulfill(busy(tooLong)) : route.fallback();
    });
    await admit.startSignIn(world.organisation.admin, path(world));
    await expect(page.getByText("Loading…").first()).toBeVisible();
    await expectAccessible(page);
    await expectNarrow(page);

    answer();
    await expect(where.getByText("Nothing was lost. Try again in 31 seconds.").first()).toBeVisible();
    await expect(where.getByText("Request ID: request-1").first()).toBeVisible();
    await expectAccessible(page);
    await expectNarrow(page);

    const again = where.getByRole("button", { name: "Try again" }).first();
    await expect(again).toBeEnabled();
    trouble = false;
    // Stale data may be refetched by itself, and then the button is gone.
    await again.click({ timeout: 5_000 }).catch(async (failure: unknown) => { if (await again.count() > 0) throw failure; });
    await expect(where.filter({ hasText: content }).first()).toBeVisible();
  });
}

test("a user without access sees how to get it", async ({ page, organisation }) => {
  const gone = await join(organisation);
  await remove(organisation, gone);
  const admit = new Console(page);
  await admit.signIn(gone, "", "Home");
  await expect(admit.content).toContainText("No organisations yet");
  await expect(page.getByRole("link", { name: /^Invite/ })).toHaveCount(0);
  await expectAccessible(page);
  await expectNarrow(page);
  await admit.open("/me", "My access");
  await expect(admit.content).toContainText("You have no roles yet");
  await expectAccessible(page);
});

test("the screens of a new organisation show empty states", async ({ page }) => {
  const { id, admin } = await found(unique("New"));
  const admit = new Console(page);
  await admit.signIn(admin, paths.users(id), "Users");
  for (const [path, words] of [
    [paths.users(id), "No pending invitations"],
    [paths.structure(id), "No accounts, and no organisations below."],
    [`${paths.members(id)}?search=nobody`, "No matching members"],
  ] as const) {
    await admit.open(path);
    await expect(admit.content).toContainText(words);
    await expectAccessible(page);
    await expectNarrow(page);
  }
});
