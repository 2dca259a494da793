// Screenshots of the second brand.
import { picture } from "../fixtures/picture";
import { test } from "../fixtures/test";
import { views } from "./brand";

for (const view of views) {
  test(`second brand ${view.name}`, async ({ page, organisation, world }) => {
    await view.reach(page, organisation, world);
    await picture(page, `havn-${view.name}`);
  });
}
