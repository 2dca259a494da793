// Sign-in in a popup window after the session has expired, so that the page keeps its input.
// The popup never sees a token. It returns the code, which is useless without the verifier
// that the page keeps.

import { basePath } from "../lib/settings.ts";
import { subjectOf } from "./claims.ts";
import { session } from "./current-session.ts";
import { newProof, type Proof, randomText } from "./pkce.ts";
import { authorizeUrl, exchange } from "./provider.ts";
import { storage } from "./storage.ts";

const popupPrefix = "popup.";
const channelName = "admit.sign-in";

interface Message {
  readonly state: string;
  readonly code: string | null;
}

export const isPopup = (state: string): boolean => state.startsWith(popupPrefix);

/** Runs in the popup: returns the code to the page and closes. */
export function returnCode(state: string, code: string | null): void {
  new BroadcastChannel(channelName).postMessage({ state, code } satisfies Message);
  history.replaceState(null, "", basePath);
  window.close();
}

/** A sign-in that is prepared before the click, because popup blockers only allow a window that a click opens synchronously. */
export interface SignInPopup {
  /** Returns false if the browser blocked the popup. */
  open(): boolean;
  close(): void;
}

export async function preparePopup(onFailure: () => void): Promise<SignInPopup> {
  const state = popupPrefix + randomText();
  const proof = await newProof();
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.state !== state) return;
    completeInPage(data.code, proof).catch(onFailure);
  };
  return {
    open: () => window.open(authorizeUrl(state, proof, { hint: session.email }), channelName, "popup,width=520,height=720") !== null,
    close: () => channel.close(),
  };
}

/** Cancels the redirect below if the original user signs in before the page unloads. */
let redirect = new AbortController();

async function completeInPage(code: string | null, proof: Proof): Promise<void> {
  if (code === null) throw new Error("the sign-in gave no code");
  redirect.abort();
  const tokens = await exchange(code, proof);
  if (subjectOf(tokens.access) === session.subject) {
    session.start(tokens);
    return;
  }
  // A different user must not continue with this user's work. Pending calls get no token,
  // and the page restarts at the home page as the new user.
  redirect = new AbortController();
  addEventListener("pagehide", () => {
    storage.refresh = tokens.refresh ?? null;
    storage.notice = "other-user";
  }, { once: true, signal: redirect.signal });
  location.assign(basePath);
}
