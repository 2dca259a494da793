// What holds on every screen: everybody can use it, in light and dark and on a
// phone, and it has a title of its own.
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { expect, test } from "../fixtures/test";
import { reach, screens } from "./screens";

for (const screen of screens) {
  test(`screen ${screen.name}`, async ({ page, world }) => {
    await reach(screen, page, world);
    await expect(page).toHaveTitle(/\S · Admit$/);
    await expectAccessible(page);
    await expectNarrow(page);
  });
}
