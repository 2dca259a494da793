// What happens before anything is shown: the page is opened, reloaded, or reached
// from the sign-in, and finds out who is there.

import { base, home } from "../settings.ts";
import { handBack, isSecondWindow } from "./again.ts";
import { session } from "./current.ts";
import { memory } from "./memory.ts";
import { newProof, randomText } from "./pkce.ts";
import { authorizeAddress, exchange, logoutAddress, revoke, SignInUnreachable } from "./provider.ts";

export type Arrival =
  | "signed-in"
  | "signed-out"
  /** This is the second window, which has done its part. */
  | "handed-back"
  /** The page is about to go. */
  | "leaving"
  | "refused"
  | "unreachable";

export async function arrive(): Promise<Arrival> {
  try {
    return await find();
  } catch (cause) {
    return cause instanceof SignInUnreachable ? "unreachable" : "refused";
  }
}

async function find(): Promise<Arrival> {
  const query = new URLSearchParams(location.search);
  const state = query.get("state");
  if (state !== null && location.href.startsWith(`${home}?`)) return comeBack(state, query.get("code"));
  if (memory.refresh !== null && (await session.resume())) return "signed-in";
  if (memory.notice === "signed-out") {
    memory.notice = null;
    return "signed-out";
  }
  await signIn();
  return "leaving";
}

async function comeBack(state: string, code: string | null): Promise<Arrival> {
  if (isSecondWindow(state)) {
    handBack(state, code);
    return "handed-back";
  }
  const journey = memory.takeJourney(state);
  history.replaceState(null, "", journey?.path ?? base);
  // An address from the history: its sign-in is over, and perhaps still good.
  if (!journey) return find();
  if (code === null) return "refused";
  session.start(await exchange(code, journey.verifier));
  if (journey.subject !== undefined && journey.subject !== session.subject) {
    memory.notice = "other-user";
    history.replaceState(null, "", base);
  }
  return "signed-in";
}

/** Leaves for the sign-in, and comes back to where the reader is now. */
export async function signIn(): Promise<void> {
  const state = randomText();
  const { verifier, challenge } = await newProof();
  memory.startJourney(state, { verifier, path: location.pathname + location.search + location.hash, subject: session.subject });
  location.assign(authorizeAddress(state, challenge));
}

/** How long it may take to leave, in milliseconds. */
const patience = 10_000;

/** Ends the session here and at the sign-in, which would otherwise let the same person in unasked. */
export function signOut(): void {
  if (memory.refresh !== null) revoke(memory.refresh);
  session.end();
  memory.notice = "signed-out";
  location.assign(logoutAddress());
  setTimeout(() => location.reload(), patience); // where it cannot be reached
}
