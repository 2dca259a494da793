// What outlives the page while the reader is away at the sign-in, or reloads. It is
// kept for this tab alone; the access token is never among it.

const refreshKey = "admit.refresh-token";
const noticeKey = "admit.notice";
const journeyKey = (state: string) => `admit.sign-in.${state}`;

/** A sign-in under way. */
export interface Journey {
  readonly verifier: string;
  /** Where the reader wanted to go. */
  readonly path: string;
  /** Who was signed in before, if anybody was. */
  readonly subject?: string;
}

/** Something to tell on the next page. */
export type Notice = "signed-out" | "other-user";

export const memory = {
  get refresh(): string | null {
    return sessionStorage.getItem(refreshKey);
  },
  set refresh(token: string | null) {
    if (token === null) sessionStorage.removeItem(refreshKey);
    else sessionStorage.setItem(refreshKey, token);
  },
  startJourney(state: string, journey: Journey): void {
    sessionStorage.setItem(journeyKey(state), JSON.stringify(journey));
  },
  takeJourney(state: string): Journey | undefined {
    return JSON.parse(take(journeyKey(state)) ?? "null") as Journey | null ?? undefined;
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
