// Finds out who is signed in before anything is shown, after the page was opened, reloaded
// or redirected to from the sign-in.

import { basePath, homeUrl } from "../lib/settings.ts";
import { session } from "./current-session.ts";
import { newProof, randomText } from "./pkce.ts";
import { returnCode, isPopup } from "./popup.ts";
import { authorizeUrl, exchange, logoutUrl, revoke, SignInUnreachable } from "./provider.ts";
import { storage } from "./storage.ts";

export type SignInState =
  | "signed-in"
  | "signed-out"
  /** This is the popup window, which has returned its code. */
  | "popup-done"
  /** The page is about to unload. */
  | "redirecting"
  | "failed"
  | "unreachable";

export async function resolveSignIn(): Promise<SignInState> {
  try {
    return await determineState();
  } catch (cause) {
    return cause instanceof SignInUnreachable ? "unreachable" : "failed";
  }
}

async function determineState(): Promise<SignInState> {
  const query = new URLSearchParams(location.search);
  const state = query.get("state");
  if (state !== null && location.href.startsWith(`${homeUrl}?`)) return completeSignIn(state, query.get("code"));
  const registered = storage.takeRegistered();
  if (registered !== null) {
    await signInAfterRegistration(registered);
    return "redirecting";
  }
  if (storage.refresh !== null && (await session.resume())) return "signed-in";
  if (storage.notice === "signed-out") {
    storage.notice = null;
    return "signed-out";
  }
  await signIn();
  return "redirecting";
}

async function completeSignIn(state: string, code: string | null): Promise<SignInState> {
  if (isPopup(state)) {
    returnCode(state, code);
    return "popup-done";
  }
  const pending = storage.takePending(state);
  history.replaceState(null, "", pending?.path ?? basePath);
  // The address comes from the browser history: its sign-in is over, but the session may still be valid.
  if (!pending) return determineState();
  if (code === null) return "failed";
  session.start(await exchange(code, pending));
  if (pending.subject !== undefined && pending.subject !== session.subject) {
    storage.notice = "other-user";
    history.replaceState(null, "", basePath);
  }
  return "signed-in";
}

/** Signs in who has just registered, and not who was signed in before: here, or at the provider, whose cookie may still be valid. */
async function signInAfterRegistration(email: string): Promise<void> {
  storage.refresh = null;
  storage.email = email;
  await signIn({ ask: true });
}

/** Redirects to the sign-in, which returns to the current path. `ask` makes the provider ask who signs in, even if it has a session. */
export async function signIn({ ask = false } = {}): Promise<void> {
  const state = randomText();
  const proof = await newProof();
  const { verifier, nonce } = proof;
  storage.savePending(state, { verifier, nonce, path: location.pathname + location.search + location.hash, subject: session.subject });
  location.assign(authorizeUrl(state, proof, { ask, hint: session.email }));
}

/** How long to wait for the redirect, in milliseconds. */
const leaveTimeout = 10_000;

/** Ends the session here and, if it can, at the provider. */
export function signOut(): void {
  if (storage.refresh !== null) revoke(storage.refresh);
  const address = logoutUrl(session.idToken) ?? homeUrl;
  session.clear();
  storage.notice = "signed-out";
  location.assign(address);
  setTimeout(() => location.reload(), leaveTimeout); // if the provider cannot be reached
}
