// Every screen is accessible in light and dark, fits a phone, and has a title.
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
