// What a person meets of a brand: the email, the invitee's page and the console, for the
// tests and the pictures of the second brand.
import type { Page } from "@playwright/test";
import { screens, reach as reachScreen } from "../console/screens";
import { mailOf } from "../fixtures/mails";
import { invite, type Organisation } from "../fixtures/people";
import type { World } from "../fixtures/world";
import { reach as reachState, states } from "../invitee/states";

interface View {
  name: string;
  of: "mail" | "page" | "console";
  reach(page: Page, organisation: Organisation, world: World): Promise<void>;
}

const stateNames = ["offer", "offer-to-a-member", "errors-in-the-form", "decline-confirmation", "registered", "expired", "wrong-account", "incomplete-link"];
const screenNames = ["home", "users-open", "users-details", "invite", "invite-role-picker", "permissions", "edit-access", "remove-access", "audit-log", "session-expired"];

export const views: View[] = [
  ...["en", "de"].map((locale): View => ({ name: `mail-${locale}`, of: "mail", reach: (page, organisation) => openMail(page, organisation, locale) })),
  ...named(states, stateNames).map((state): View => ({ name: `invitee-${state.name}`, of: "page", reach: (page, organisation) => reachState(state, page, organisation) })),
  ...named(screens, screenNames).map((screen): View => ({ name: `console-${screen.name}`, of: "console", reach: async (page, _, world) => void (await reachScreen(screen, page, world)) })),
];

// The views that are tested. The others differ in nothing that a brand changes, and the
// tests of the default brand look at all of them.
const testedNames = ["mail-en", "invitee-offer", "invitee-decline-confirmation", "invitee-wrong-account", "console-users-open", "console-invite-role-picker", "console-edit-access", "console-remove-access"];
export const tested = named(views, testedNames);

async function openMail(page: Page, organisation: Organisation, locale: string): Promise<void> {
  const { id } = await invite(organisation, { locale, firstName: "Ada", lastName: "Lovelace", roles: ["billing-viewer", "audit-viewer"] });
  await page.setContent((await mailOf(id)).html);
}

function named<T extends { name: string }>(all: T[], names: string[]): T[] {
  return names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  });
}
