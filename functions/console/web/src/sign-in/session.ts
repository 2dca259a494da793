// The user's session: an access token in memory and a refresh token that renews it. When
// the refresh token is refused, the session has expired. Calls wait until the user has
// signed in again or cancels.

import { claimsOf, subjectOf } from "./claims.ts";
import { refreshTokens, SignInRefused, type Tokens } from "./provider.ts";

/** The user did not sign in again. */
export class SessionExpiredError extends Error {}

/** How long before its expiry a token is renewed, in milliseconds, so that it does not expire in transit. */
const refreshMargin = 60_000;

interface Store {
  refresh: string | null;
  email: string | null;
}

interface PendingSignIn {
  readonly done: Promise<void>;
  readonly resume: () => void;
  readonly cancel: () => void;
}

export class Session {
  #tokens?: Tokens;
  #renewal?: Promise<void>;
  #pendingSignIn?: PendingSignIn;
  #signedOut = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly store: Store,
    private readonly requestTokens: (refresh: string) => Promise<Tokens> = refreshTokens,
    private readonly now: () => number = Date.now,
  ) {}

  /** Stores new tokens and resumes the calls that wait for them. */
  start(tokens: Tokens): void {
    this.#store(tokens);
    const waiting = this.#pendingSignIn;
    this.#pendingSignIn = undefined;
    waiting?.resume();
    this.#notify();
  }

  /** Returns a valid access token. Concurrent calls share one renewal. */
  async token(): Promise<string> {
    if (this.#signedOut) throw new SessionExpiredError();
    if (!this.#tokens || this.#tokens.expires - refreshMargin <= this.now()) await this.#refreshTokens();
    if (!this.#tokens) throw new SessionExpiredError();
    return this.#tokens.access;
  }

  /** Returns a new token after the API has refused one. */
  async tokenAfter(refused: string): Promise<string> {
    if (this.#tokens?.access === refused) this.#tokens = undefined;
    return this.token();
  }

  /** Restores the session after a reload, which loses the access token. It returns whether that worked. */
  async resume(): Promise<boolean> {
    const { refresh } = this.store;
    if (refresh === null) return false;
    try {
      const tokens = await this.requestTokens(refresh);
      if (this.store.refresh !== refresh) return false; // signed out in the meantime
      this.#store(tokens);
      return true;
    } catch (cause) {
      if (!(cause instanceof SignInRefused)) throw cause;
      this.store.refresh = null;
      return false;
    }
  }

  /** The `sub` of the signed-in user. */
  get subject(): string | undefined {
    return this.#subject;
  }
  #subject?: string;

  /** The latest ID token, with which the provider knows whom to sign out. */
  get idToken(): string | undefined {
    return this.#idToken;
  }
  #idToken?: string;

  /** The email address of the user who is signed in, or was until the session ended, if the provider gives it. */
  get email(): string | undefined {
    return this.store.email ?? undefined;
  }

  /** Whether there is an access token. */
  get active(): boolean {
    return this.#tokens !== undefined;
  }

  get expired(): boolean {
    return this.#pendingSignIn !== undefined;
  }

  /** The user does not sign in again: waiting calls fail. */
  cancel(): void {
    const waiting = this.#pendingSignIn;
    this.#pendingSignIn = undefined;
    waiting?.cancel();
    this.#notify();
  }

  /** Forgets all tokens after sign-out. */
  clear(): void {
    this.#signedOut = true;
    this.#tokens = undefined;
    this.#idToken = undefined;
    this.store.refresh = null;
    this.store.email = null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #refreshTokens(): Promise<void> {
    this.#renewal ??= this.#renewOnce().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewOnce(): Promise<void> {
    if (await this.resume()) return;
    this.#tokens = undefined;
    this.#pendingSignIn = pendingSignIn();
    this.#notify();
    await this.#pendingSignIn.done;
  }

  #store(tokens: Tokens): void {
    this.#tokens = tokens;
    this.#subject = subjectOf(tokens.access);
    this.#idToken = tokens.id ?? this.#idToken;
    if (tokens.id !== undefined) this.store.email = claimsOf(tokens.id)?.email ?? null;
    if (tokens.refresh) this.store.refresh = tokens.refresh;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function pendingSignIn(): PendingSignIn {
  let resume = () => {};
  let cancel = () => {};
  const done = new Promise<void>((resolve, reject) => {
    resume = resolve;
    cancel = () => reject(new SessionExpiredError());
  });
  return { done, resume, cancel };
}
