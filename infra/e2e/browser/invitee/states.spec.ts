// Every state of the page: it explains itself, says what to do next, is accessible
// and fits a phone.
import { expectAccessible, expectNarrow } from "../fixtures/axe";
import { expect, test } from "../fixtures/test";
import { reach, states } from "./states";

for (const state of states) {
  test(`state ${state.name}`, async ({ page, organisation }) => {
    await reach(state, page, organisation);
    await expect(page).toHaveTitle(/(^|\S · )Admit$/);
    if (state.ending) {
      const said = page.getByRole("main").getByRole("paragraph").filter({ visible: true, hasText: /\S/ });
      expect(await said.count(), "paragraphs: an explanation and a next step").toBeGreaterThanOrEqual(2);
    }
    await expectAccessible(page);
    await expectNarrow(page);
  });
}
