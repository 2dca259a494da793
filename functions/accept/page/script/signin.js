// Signing in: OpenID Connect's code flow with PKCE, at the hosted sign-in.

// The journey is what the page must remember while the reader is away at the
// sign-in. It holds the secret, so it lives in this tab alone and is taken out
// again, whole, on the first step back.
const journeyKey = "admit.invitation";

function startJourney(step, more) {
  const { id, secret, offer } = invitation;
  const { lang } = document.documentElement;
  sessionStorage.setItem(journeyKey, JSON.stringify({ step, id, secret, offer, lang, ...more }));
}

function readJourney() {
  try {
    return JSON.parse(sessionStorage.getItem(journeyKey));
  } catch {
    return null; // a browser that keeps nothing may still register and decline
  }
}

function takeJourney() {
  const journey = readJourney();
  if (journey) sessionStorage.removeItem(journeyKey);
  return journey;
}

const returnAddress = () => `${invitation.base}sign-in`;

async function leaveToSignIn() {
  announce("busy.leaving");
  const verifier = randomText();
  const state = randomText();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  startJourney("signing-in", { verifier, state });
  leaveTo("/oauth2/authorize", {
    response_type: "code",
    client_id: settings.clientId,
    redirect_uri: returnAddress(),
    scope: "openid email profile",
    state,
    code_challenge: base64url(digest),
    code_challenge_method: "S256",
    login_hint: invitation.offer.email,
  });
  return gone();
}

// leaveToSignOut ends the session at the hosted sign-in, which would otherwise
// let the same account in again without asking.
async function leaveToSignOut(step) {
  startJourney(step);
  leaveTo("/logout", { client_id: settings.clientId, logout_uri: returnAddress() });
  return gone();
}

// gone keeps the button pressed until the page is gone. Who stops that, or
// waits for longer than anybody would, can press it again.
function gone() {
  return new Promise((resolve) => setTimeout(resolve, 10e3));
}

function leaveTo(path, query) {
  location.assign(`${settings.signInUrl}${path}?${new URLSearchParams(query)}`);
}

// comeBack goes on where the reader left. The secret returns to the address,
// where it was before, so that a reload shows the invitation again.
async function comeBack() {
  const query = new URLSearchParams(location.search);
  if (returnsInAnotherLanguage(query)) return;
  const journey = takeJourney();
  if (!journey) {
    history.replaceState(null, "", location.pathname + languageQuery());
    return showEnding("sign-in-lost");
  }
  Object.assign(invitation, { id: journey.id, secret: journey.secret, offer: journey.offer });
  history.replaceState(null, "", invitationAddress(journey.secret));

  if (journey.step === "signed-out") return openInvitation({ key: "notice.signed-out" });
  if (journey.step === "changing-account") return leaveToSignIn();
  const code = query.get("code");
  if (!code || query.get("state") !== journey.state) return openInvitation({ key: "notice.sign-in-failed", bad: true });
  announce("busy.accepting");
  await acceptSignedIn(() => exchange(code, journey.verifier));
}

// returnsInAnotherLanguage loads the page again in the language in which the
// reader left, when the browser asks for another: the sign-in comes back to one
// address, which cannot name it.
function returnsInAnotherLanguage(query) {
  const { lang } = readJourney() ?? {};
  if (!lang || lang === document.documentElement.lang || query.has("lang")) return false;
  query.set("lang", lang);
  location.replace(`${location.pathname}?${query}`);
  return true;
}

async function exchange(code, verifier) {
  const response = await reach(`${settings.signInUrl}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code", client_id: settings.clientId, redirect_uri: returnAddress(), code, code_verifier: verifier,
    }),
  });
  if (!response.ok) throw new Problem("sign-in-failed");
  return (await bodyOf(response)).access_token;
}

// acceptSignedIn keeps the token in memory only, for as long as a passing
// fault may make it worth a second try.
async function acceptSignedIn(getBearer) {
  let bearer;
  try {
    bearer = await getBearer();
    await ask("accept", {}, bearer);
  } catch (problem) {
    if (problem.name === "sign-in-failed") return openInvitation({ key: "notice.sign-in-failed", bad: true });
    if (problem.name === "unauthenticated") return openInvitation({ key: "notice.unauthenticated", bad: true });
    return showProblem(problem, () => acceptSignedIn(bearer ? async () => bearer : getBearer));
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
