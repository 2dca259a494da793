// Each state has a page of its own that says what is the case and what to do
// next, and that everybody can use: by a screen reader, in the dark, on a phone.
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { expect, test } from "../fixtures/test";
import { reach, states } from "./states";

for (const state of states) {
  test(`state ${state.name}`, async ({ page, organisation }) => {
    await reach(state, page, organisation);
    await expect(page).toHaveTitle(/(^|\S · )Invitation$/);
    if (state.ending) {
      const said = page.getByRole("main").getByRole("paragraph").filter({ visible: true, hasText: /\S/ });
      expect(await said.count(), "sentences: what is the case, and what to do next").toBeGreaterThanOrEqual(2);
    }
    await expectAccessible(page);
    await expectNarrow(page);
  });
}
