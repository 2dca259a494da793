// Signing in again in a second window, while what was typed stays in the first. The
// second window never sees a token: it hands back the code, which is worth nothing
// without the verifier that the first one keeps.

import { base } from "../settings.ts";
import { session } from "./current.ts";
import { memory } from "./memory.ts";
import { newProof, randomText } from "./pkce.ts";
import { authorizeAddress, exchange } from "./provider.ts";
import { subjectOf } from "./session.ts";

const mark = "again.";
const channelName = "admit.sign-in";

interface Message {
  readonly state: string;
  readonly code: string | null;
}

export const isSecondWindow = (state: string): boolean => state.startsWith(mark);

/** The second window's part. */
export function handBack(state: string, code: string | null): void {
  new BroadcastChannel(channelName).postMessage({ state, code } satisfies Message);
  history.replaceState(null, "", base);
  window.close();
}

/** A sign-in that a click can open at once, which a browser's pop-up blocker asks for. */
export interface SecondWindow {
  /** False if the browser did not let it. */
  open(): boolean;
  close(): void;
}

export async function prepareSecondWindow(onFailure: () => void): Promise<SecondWindow> {
  const state = mark + randomText();
  const { verifier, challenge } = await newProof();
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.state !== state) return;
    finish(data.code, verifier).catch(onFailure);
  };
  return {
    open: () => window.open(authorizeAddress(state, challenge), channelName, "popup,width=520,height=720") !== null,
    close: () => channel.close(),
  };
}

/** Waits for the page to go. Whoever signs in after all ends that. */
let handingOver = new AbortController();

async function finish(code: string | null, verifier: string): Promise<void> {
  if (code === null) throw new Error("the sign-in gave no code");
  handingOver.abort();
  const tokens = await exchange(code, verifier);
  if (subjectOf(tokens.access) === session.subject) {
    session.start(tokens);
    return;
  }
  // Somebody else must not go on with what this person was doing: what waits for a
  // token gets none of theirs, and they find themselves at the beginning.
  handingOver = new AbortController();
  addEventListener("pagehide", () => {
    memory.refresh = tokens.refresh ?? null;
    memory.notice = "other-user";
  }, { once: true, signal: handingOver.signal });
  location.assign(base);
}
