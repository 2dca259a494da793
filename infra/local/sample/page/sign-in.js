// Signs in at the hosted sign-in: the authorization code flow with PKCE (RFC 7636). The
// token stays in this page's memory, so a reload signs in again.

const home = `${location.origin}/`;
const encode = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => encode(crypto.getRandomValues(new Uint8Array(32)));

/** Goes to the hosted sign-in, which comes back to this page with a code. */
export async function signIn({ signIn, clientId }) {
  const [state, verifier] = [random(), random()];
  sessionStorage.setItem(state, verifier);
  const challenge = encode(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
  location.assign(`${signIn}/oauth2/authorize?${new URLSearchParams({
    response_type: "code", client_id: clientId, redirect_uri: home, scope: "openid email profile", state,
    code_challenge: challenge, code_challenge_method: "S256",
  })}`);
}

/** Returns the token for the code in the page's address, or undefined if there is no code. */
export async function accessToken({ signIn, clientId }) {
  const query = new URLSearchParams(location.search);
  const [code, state] = [query.get("code"), query.get("state") ?? ""];
  const verifier = sessionStorage.getItem(state);
  sessionStorage.removeItem(state);
  history.replaceState(null, "", home);
  if (!code || !verifier) return undefined;
  const body = new URLSearchParams({ grant_type: "authorization_code", client_id: clientId, redirect_uri: home, code, code_verifier: verifier });
  const response = await fetch(`${signIn}/oauth2/token`, { method: "POST", body });
  if (!response.ok) throw new Error("The sign-in didn’t work. Try again.");
  return (await response.json()).access_token;
}
