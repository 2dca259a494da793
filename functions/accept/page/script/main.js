// Where the page begins: which invitation, and which step of it.

let settings; // what the function was configured with, and the password rule

async function start(given, locales) {
  settings = given;
  chooseTexts(locales);
  const [, base, id] = /^(.*\/invitations\/)([^/]+)\/?$/.exec(location.pathname);
  Object.assign(invitation, { base, id });

  // Another link opened in this tab may differ in its fragment only, which
  // loads nothing by itself.
  addEventListener("hashchange", () => location.reload());

  if (id === "sign-in") return comeBack();
  invitation.secret = location.hash.slice(1);
  if (invitation.secret) return openInvitation();
  const { ending, names } = history.state ?? {};
  return Object.hasOwn(endings, ending) ? showEnding(ending, { names }) : showEnding("no-secret");
}
