// Screenshots of the console's screens.
import { picture } from "../fixtures/picture";
import { test } from "../fixtures/test";
import { reach, screens } from "./screens";

for (const screen of screens) {
  test(`console ${screen.name}`, async ({ page, world }) => {
    await reach(screen, page, world);
    await picture(page, `console-${screen.name}`);
  });
}
