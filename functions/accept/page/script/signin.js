// Signing in at the identity provider, with OpenID Connect's code flow and PKCE.

// The sign-in state is what the page stores while the reader is at the identity
// provider. It contains the token. It is therefore in the session storage of this
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

async function goToSignIn(more = {}) {
  announce("busy.leaving");
  const { signIn } = settings;
  const verifier = randomText();
  const state = randomText();
  saveSignInState("signing-in", { verifier, state });
  goTo(signIn.authorize, {
    response_type: "code",
    client_id: signIn.clientId,
    redirect_uri: redirectAddress(),
    scope: signIn.scope,
    state,
    nonce: await invitationNonce(invitation.token),
    code_challenge: await sha256(verifier),
    code_challenge_method: "S256",
    login_hint: invitation.offer.email,
    ...Object.fromEntries(new URLSearchParams(signIn.parameters)),
    ...more,
  });
  return untilPageUnloads();
}

// invitationNonce returns the nonce that the API expects in the ID token of a new user.
// The ID token then proves an address for this invitation only.
function invitationNonce(token) {
  return sha256(`admit id token\n${token}`);
}

// goToSignOut ends the session at the identity provider. Otherwise the sign-in would
// use the same account again without asking. Where the provider has no sign-out, only
// the next sign-in asks.
async function goToSignOut(step) {
  const { clientId, logout, endSession } = settings.signIn;
  if (!logout && !endSession) return step === "changing-account" ? goToSignIn({ prompt: "login" }) : openInvitation({ key: "notice.signed-out" });
  saveSignInState(step);
  if (logout) goTo(logout, { client_id: clientId, logout_uri: redirectAddress() });
  else goTo(endSession, { client_id: clientId, post_logout_redirect_uri: redirectAddress(), ...(invitation.tokens.idToken && { id_token_hint: invitation.tokens.idToken }) });
  return untilPageUnloads();
}

// untilPageUnloads keeps the button disabled while the browser leaves the page. It
// ends after 10 seconds, so that the button works again if the reader stopped the
// navigation.
function untilPageUnloads() {
  return new Promise((resolve) => setTimeout(resolve, 10e3));
}

// goTo opens an endpoint of the provider, whose address may have a query already.
function goTo(endpoint, query) {
  const address = new URL(endpoint);
  for (const [name, value] of Object.entries(query)) if (value) address.searchParams.set(name, value);
  location.assign(address.href);
}

// resumeAfterSignIn continues after the sign-in or sign-out at the provider. It puts the
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

// exchange returns the tokens for the code. A busy sign-in does not use it up.
function exchange(code, verifier) {
  return persist(() => exchangeOnce(code, verifier));
}

async function exchangeOnce(code, verifier) {
  const response = await send(settings.signIn.token, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code", client_id: settings.signIn.clientId, redirect_uri: redirectAddress(), code, code_verifier: verifier,
    }),
  });
  if (isBusy(response)) throw await readProblem(response);
  if (!response.ok) throw new Problem("sign-in-failed");
  const { access_token: bearer, id_token: idToken } = await readBody(response);
  return { bearer, idToken };
}

// acceptWithToken accepts the invitation as the signed-in user. It keeps the tokens in
// memory only, for another try after a transient problem and for signing out.
async function acceptWithToken(getTokens) {
  let tokens, answer;
  showBusy("busy.accepting");
  announce("busy.accepting");
  try {
    tokens = await getTokens();
    invitation.tokens = tokens;
    answer = await postSignedIn("accept");
  } catch (problem) {
    return showSignedInProblem(problem, () => acceptWithToken(tokens ? async () => tokens : getTokens));
  } finally {
    announce("");
  }
  finish("accepted", answer);
}

// requestAcceptance asks the inviter to let the reader accept, who signed in with another
// address than the invited one.
async function requestAcceptance() {
  announce("busy.asking");
  try {
    await postSignedIn("request");
  } catch (problem) {
    problem.account = ""; // asking does not help
    return showSignedInProblem(problem, requestAcceptance);
  }
  showEnding("requested");
}

function postSignedIn(action) {
  const { idToken, bearer } = invitation.tokens;
  return post(action, { idToken }, bearer);
}

function showSignedInProblem(problem, retry) {
  if (problem.name === "sign-in-failed") return openInvitation({ key: "notice.sign-in-failed", bad: true });
  if (problem.name === "unauthenticated" || problem.fields.includes("idToken")) return openInvitation({ key: "notice.unauthenticated", bad: true });
  return showProblem(problem, retry);
}

async function sha256(text) {
  return base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
