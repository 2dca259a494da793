// Where the page begins: which invitation, and which step of it.

let settings; // what the function was configured with, and the password rule

async function start(given, words) {
  settings = given;
  useTexts(words);
  offerLanguages(settings.languages);
  const link = readAddress();

  // Another link opened in this tab may differ in its fragment only, which
  // loads nothing by itself.
  addEventListener("hashchange", () => location.reload());

  // Back and forward may show the page as it was left: a form that has been
  // sent, a button that stays pressed. What holds now is asked anew.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

  if (invitation.id === "sign-in") return comeBack();
  takeJourney(); // of a reader who came back without signing in
  if (link?.token) return openLink(link, history.state);
  const { ending = link?.overlong ? "not-found" : "no-secret", names } = history.state ?? {};
  history.replaceState({ ...history.state, ending }, "", invitationAddress());
  return showEnding(Object.hasOwn(endings, ending) ? ending : "no-secret", { names });
}

// readAddress takes the invitation from the address, which may have been changed
// on its way, with the token in the path or in the query.
function readAddress() {
  const path = location.pathname.replace(/\/+/g, "/");
  const prefix = /^(.*?)\/invitations/i.exec(path)?.[1] ?? "";
  invitation.base = `${location.origin}${prefix}/invitations/`;
  const link = readLinkOf(sites(), location.href);
  invitation.id = link?.id ?? "";
  return link;
}

// openLink puts the address right and opens the invitation.
function openLink({ id, token }, state = null) {
  Object.assign(invitation, { id, secret: token });
  history.replaceState(state, "", invitationAddress(token));
  return openInvitation();
}
