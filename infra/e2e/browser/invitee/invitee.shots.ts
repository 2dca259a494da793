// Screenshots of the invitee's page in each of its states, and of the email.
import { picture } from "../fixtures/picture";
import { test } from "../fixtures/test";
import { invite, newAccount, unique } from "../fixtures/people";
import { mailOf } from "../fixtures/mails";
import { reach, states } from "./states";

for (const state of states) {
  test(state.name, async ({ page, organisation }) => {
    await reach(state, page, organisation);
    await picture(page, `invitee-${state.name}`);
  });
}

for (const locale of ["en", "nb", "sv", "da", "de", "fr", "es", "nl", "pt", "fi"]) {
  test(`mail in ${locale}`, async ({ page, organisation }) => {
    const account = await newAccount(organisation, unique("Loans"));
    const { id } = await invite(organisation, { locale, firstName: "Ada", lastName: "Lovelace", accountId: account.id, roles: ["billing-viewer", "audit-viewer"] });
    await page.setContent((await mailOf(id)).html);
    await picture(page, `mail-${locale}`);
  });
}
