// The start of the page: finds the invitation and the state to show.

let settings; // the deployment's settings and the password rule

async function start(given, words) {
  settings = given;
  useTexts(words);
  showLanguages(settings.languages);
  const logo = document.querySelector(".brand img");
  if (logo) document.querySelector("link[rel=icon]").href = logo.src;
  const link = readAddress();

  // Another link that is opened in this tab may differ only in its fragment. The
  // browser does not load the page again for that.
  addEventListener("hashchange", () => location.reload());

  // Back and forward may restore the page as it was left, such as a form that has
  // been sent. A reload gets the current state.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });

  if (invitation.id === "sign-in") return resumeAfterSignIn();
  takeSignInState(); // left over if the reader came back without signing in
  if (link?.token) return openLink(link, history.state);
  const { ending = link?.overlong ? "not-found" : "incomplete-link", names, continueUrl } = history.state ?? {};
  invitation.continueUrl = continueUrl;
  history.replaceState({ ...history.state, ending }, "", invitationAddress());
  return showEnding(Object.hasOwn(endings, ending) ? ending : "incomplete-link", { names });
}

// readAddress reads the invitation from the address. The link may have been
// altered, so that the token is in the path or in the query.
function readAddress() {
  const path = location.pathname.replace(/\/+/g, "/");
  const prefix = /^(.*?)\/invitations/i.exec(path)?.[1] ?? "";
  invitation.base = `${location.origin}${prefix}/invitations/`;
  const link = readLinkForSites(sites(), location.href);
  invitation.id = link?.id ?? "";
  return link;
}

// openLink corrects the address and opens the invitation.
function openLink({ id, token }, state = null) {
  Object.assign(invitation, { id, token });
  history.replaceState(state, "", invitationAddress(token));
  return openInvitation();
}
