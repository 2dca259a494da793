// State that survives the redirect to the sign-in and a reload, in the session storage of
// this tab. The access token is never stored.

const refreshKey = "admit.refresh-token";
const emailKey = "admit.email";
const noticeKey = "admit.notice";
// The invitee's page writes it.
const registeredKey = "admit.registered";
const pendingKey = (state: string) => `admit.sign-in.${state}`;

/** A sign-in in progress. */
export interface PendingSignIn {
  readonly verifier: string;
  readonly nonce: string;
  /** The path to return to. */
  readonly path: string;
  /** The subject of the user who was signed in before, if any. */
  readonly subject?: string;
}

/** A message for the next page. */
export type Notice = "signed-out" | "other-user";

export const storage = {
  get refresh(): string | null {
    return sessionStorage.getItem(refreshKey);
  },
  set refresh(token: string | null) {
    if (token === null) sessionStorage.removeItem(refreshKey);
    else sessionStorage.setItem(refreshKey, token);
  },
  /** The email address of the user who is signed in, or was until the session ended. */
  get email(): string | null {
    return sessionStorage.getItem(emailKey);
  },
  set email(email: string | null) {
    if (email === null) sessionStorage.removeItem(emailKey);
    else sessionStorage.setItem(emailKey, email);
  },
  /** Returns the email address of who has just registered in this tab, once. */
  takeRegistered(): string | null {
    return take(registeredKey);
  },
  savePending(state: string, pending: PendingSignIn): void {
    sessionStorage.setItem(pendingKey(state), JSON.stringify(pending));
  },
  takePending(state: string): PendingSignIn | undefined {
    return JSON.parse(take(pendingKey(state)) ?? "null") as PendingSignIn | null ?? undefined;
  },
  get notice(): Notice | null {
    return sessionStorage.getItem(noticeKey) as Notice | null;
  },
  set notice(notice: Notice | null) {
    if (notice === null) sessionStorage.removeItem(noticeKey);
    else sessionStorage.setItem(noticeKey, notice);
  },
};

function take(key: string): string | null {
  const value = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return value;
}
