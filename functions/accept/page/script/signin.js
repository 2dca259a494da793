// Signing in at the hosted sign-in, with OpenID Connect's code flow and PKCE.

// The sign-in state is what the page stores while the reader is at the hosted
// sign-in. It contains the token. It is therefore in the session storage of this
// tab, and is removed as soon as the reader comes back.
const signInStateKey = "admit.invitation";

function saveSignInState(step, more) {
  const { id, token, offer } = invitation;
  const { lang } = document.documentElement;
  sessionStorage.setItem(signInStateKey, JSON.stringify({ step, id, token, offer, lang, ...more }));
}

function readSignInState() {
  try {
    return JSON.parse(sessionStorage.getItem(signInStateKey));
  } catch {
    return null; // without session storage, registering and declining still work
  }
}

function takeSignInState() {
  const saved = readSignInState();
  if (saved) sessionStorage.removeItem(signInStateKey);
  return saved;
}

const redirectAddress = () => `${invitation.base}sign-in`;

async function goToSignIn() {
  announce("busy.leaving");
  const verifier = randomText();
  const state = randomText();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  saveSignInState("signing-in", { verifier, state });
  goTo("/oauth2/authorize", {
    response_type: "code",
    client_id: settings.clientId,
    redirect_uri: redirectAddress(),
    scope: "openid email profile",
    state,
    code_challenge: base64url(digest),
    code_challenge_method: "S256",
    login_hint: invitation.offer.email,
  });
  return untilPageUnloads();
}

// goToSignOut ends the session at the hosted sign-in. Otherwise the sign-in would
// use the same account again without asking.
async function goToSignOut(step) {
  saveSignInState(step);
  goTo("/logout", { client_id: settings.clientId, logout_uri: redirectAddress() });
  return untilPageUnloads();
}

// untilPageUnloads keeps the button disabled while the browser leaves the page. It
// ends after 10 seconds, so that the button works again if the reader stopped the
// navigation.
function untilPageUnloads() {
  return new Promise((resolve) => setTimeout(resolve, 10e3));
}

function goTo(path, query) {
  location.assign(`${settings.signInUrl}${path}?${new URLSearchParams(query)}`);
}

// resumeAfterSignIn continues after the hosted sign-in or sign-out. It puts the
// token back into the address, so that a reload shows the invitation again.
async function resumeAfterSignIn() {
  const query = new URLSearchParams(location.search);
  if (reloadsInSavedLanguage(query)) return;
  const saved = takeSignInState();
  if (!saved) {
    history.replaceState(null, "", location.pathname + languageQuery());
    return showEnding("sign-in-lost");
  }
  Object.assign(invitation, { id: saved.id, token: saved.token, offer: saved.offer });
  history.replaceState(null, "", invitationAddress(saved.token));

  if (saved.step === "signed-out") return openInvitation({ key: "notice.signed-out" });
  if (saved.step === "changing-account") return goToSignIn();
  const code = query.get("code");
  if (!code || query.get("state") !== saved.state) return openInvitation({ key: "notice.sign-in-failed", bad: true });
  await acceptWithToken(() => exchange(code, saved.verifier));
}

// reloadsInSavedLanguage reloads the page if the reader had chosen another language
// before signing in. It returns whether it does. The redirect address is fixed and
// cannot contain the language.
function reloadsInSavedLanguage(query) {
  const { lang } = readSignInState() ?? {};
  if (!lang || lang === document.documentElement.lang || query.has("lang")) return false;
  query.set("lang", lang);
  location.replace(`${location.pathname}?${query}`);
  return true;
}

// exchange returns an access token for the code. A busy sign-in does not use it up.
function exchange(code, verifier) {
  return persist(() => exchangeOnce(code, verifier));
}

async function exchangeOnce(code, verifier) {
  const response = await send(`${settings.signInUrl}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code", client_id: settings.clientId, redirect_uri: redirectAddress(), code, code_verifier: verifier,
    }),
  });
  if (isBusy(response)) throw await readProblem(response);
  if (!response.ok) throw new Problem("sign-in-failed");
  return (await readBody(response)).access_token;
}

// acceptWithToken accepts the invitation as the signed-in user. It keeps the access
// token in memory only, for another try after a transient problem.
async function acceptWithToken(getBearer) {
  let bearer;
  showBusy("busy.accepting");
  announce("busy.accepting");
  try {
    bearer = await getBearer();
    await post("accept", {}, bearer);
  } catch (problem) {
    if (problem.name === "sign-in-failed") return openInvitation({ key: "notice.sign-in-failed", bad: true });
    if (problem.name === "unauthenticated") return openInvitation({ key: "notice.unauthenticated", bad: true });
    return showProblem(problem, () => acceptWithToken(bearer ? async () => bearer : getBearer));
  } finally {
    announce("");
  }
  finish("accepted");
}

function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
