// What every screen shows while it waits, when reading fails, and when there is
// nothing: everybody can use that, too, in light and dark and on a phone.
import type { Route } from "@playwright/test";
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { deployment } from "../fixtures/deployment";
import { found, join, remove, unique } from "../fixtures/people";
import { expect, test } from "../fixtures/test";
import type { World } from "../fixtures/world";
import { Console, screen } from "./console";

interface Reading {
  name: string;
  path(world: World): string;
  call: string; // what the screen cannot do without
  content: RegExp;
}

const of = (path: (id: string) => string) => ({ organisation }: World) => path(organisation.id);

const readings: Reading[] = [
  { name: "home", path: () => "", call: "/organisations?*", content: /Nordlys Energi/ },
  { name: "my access", path: () => "/me", call: "/me", content: /Organisation Admin/ },
  { name: "open invitations", path: of(screen.users), call: "/organisations/*/invitations?*", content: /Erik Dahl/ },
  { name: "closed invitations", path: (w) => `${of(screen.users)(w)}?view=closed`, call: "/organisations/*/invitations?*", content: /Oda Nes/ },
  { name: "people", path: (w) => `${of(screen.users)(w)}?view=people`, call: "/organisations/*/permissions?*", content: /Mia Holm/ },
  { name: "an invitation", path: (w) => `${of(screen.users)(w)}?invitation=${w.pending.id}`, call: "/organisations/*/invitations/*", content: /Erik Dahl/ },
  { name: "invite", path: of(screen.invite), call: "/roles", content: /Roles to offer/ },
  { name: "permissions", path: of(screen.permissions), call: "/organisations/*/permissions?*", content: /Jonas Lie/ },
  { name: "edit access", path: (w) => screen.permission(w.organisation.id, w.reader.id), call: "/organisations/*/permissions/*", content: /Billing Viewer/ },
  { name: "structure", path: of(screen.structure), call: "/organisations/*", content: /Kundeservice/ },
  { name: "activity", path: of(screen.activity), call: "/organisations/*/events?*", content: /Vera Sund/ },
];

const problem = { type: "urn:admit:problem:unavailable", title: "Busy", status: 503, detail: "Too much at once.", instance: "request-1" };
const busy = (route: Route) => route.fulfill({ status: 503, headers: { "Retry-After": "7", "Content-Type": "application/problem+json" }, body: JSON.stringify(problem) });

for (const { name, path, call, content } of readings) {
  test(`${name}: waiting, failed, and there at another try`, async ({ page, world }) => {
    const admit = new Console(page);
    const where = admit.dialog.or(admit.content);
    let answer = () => {};
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    let trouble = true;
    await page.route(deployment.apiUrl + call, async (route) => {
      await waiting;
      return trouble ? busy(route) : route.fallback();
    });
    await admit.arrive(world.organisation.admin, path(world));
    await expect(page.getByText("Loading…").first()).toBeVisible();
    await expectAccessible(page);
    await expectNarrow(page);

    answer();
    await expect(where.getByText("Nothing is lost. Try again in 7 seconds, or later.").first()).toBeVisible();
    await expect(where.getByText("Request request-1").first()).toBeVisible();
    await expectAccessible(page);
    await expectNarrow(page);

    const again = where.getByRole("button", { name: "Try again" }).first();
    await expect(again).toBeEnabled();
    trouble = false;
    // It may be read anew by itself, as whatever is stale: then there is no button any more.
    await again.click({ timeout: 5_000 }).catch(async (failure: unknown) => { if (await again.count() > 0) throw failure; });
    await expect(where.filter({ hasText: content }).first()).toBeVisible();
  });
}

test("somebody with nothing is told what would make something appear", async ({ page, organisation }) => {
  const gone = await join(organisation);
  await remove(organisation, gone);
  const admit = new Console(page);
  await admit.enter(gone, "", "Home");
  await expect(admit.content).toContainText("No organisations yet");
  await expect(page.getByRole("link", { name: /^Invite/ })).toHaveCount(0);
  await expectAccessible(page);
  await expectNarrow(page);
  await admit.go("/me", "My access");
  await expect(admit.content).toContainText("You hold no roles yet");
  await expectAccessible(page);
});

test("a new organisation's screens are empty, and say so", async ({ page }) => {
  const { id, admin } = await found(unique("New"));
  const admit = new Console(page);
  await admit.enter(admin, screen.users(id), "Users");
  for (const [path, words] of [
    [screen.users(id), "No open invitations"],
    [screen.structure(id), "No accounts, and no organisations below."],
    [`${screen.permissions(id)}?email=nobody`, "Nobody matches"],
  ] as const) {
    await admit.go(path);
    await expect(admit.content).toContainText(words);
    await expectAccessible(page);
    await expectNarrow(page);
  }
});
