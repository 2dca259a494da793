// Where the page begins: which invitation, and which step of it.

let settings; // what the function was configured with, and the password rule

async function start(given, words) {
  settings = given;
  useTexts(words);
  offerLanguages(settings.languages);
  const [, base, id] = /^(.*\/invitations\/)([^/]+)\/?$/.exec(location.pathname);
  Object.assign(invitation, { base: location.origin + base, id }); // "//invitations/" by itself would name a host

  // Another link opened in this tab may differ in its fragment only, which
  // loads nothing by itself.
  addEventListener("hashchange", () => location.reload());

  // Back and forward may show the page as it was left: a form that has been
  // sent, a button that stays pressed. What holds now is asked anew.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

  if (id === "sign-in") return comeBack();
  takeJourney(); // of a reader who came back without signing in
  invitation.secret = location.hash.slice(1);
  if (invitation.secret) return openInvitation();
  const { ending, names } = history.state ?? {};
  return Object.hasOwn(endings, ending) ? showEnding(ending, { names }) : showEnding("no-secret");
}
