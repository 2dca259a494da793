// The session of whoever signed in: an access token in memory, and a refresh token
// that makes the next one. When neither is good any more the session has ended:
// calls wait until the person has signed in again, or does not want to.

import { renew, SignInRefused, type Tokens } from "./provider.ts";

/** The person did not sign in again. */
export class SessionEnded extends Error {}

/** A token is renewed this long before its end, in milliseconds, so that it does not end on its way. */
const margin = 60_000;

interface Store {
  refresh: string | null;
}

interface Waiting {
  readonly over: Promise<void>;
  readonly goOn: () => void;
  readonly giveUp: () => void;
}

export class Session {
  #tokens?: Tokens;
  #renewal?: Promise<void>;
  #waiting?: Waiting;
  #over = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly store: Store,
    private readonly renewed: (refresh: string) => Promise<Tokens> = renew,
    private readonly now: () => number = Date.now,
  ) {}

  /** Takes what a sign-in gave, and lets the calls go on that waited for it. */
  start(tokens: Tokens): void {
    this.#keep(tokens);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.goOn();
    this.#tell();
  }

  /** A token that is good for a while. Calls at the same time share one renewal. */
  async token(): Promise<string> {
    if (this.#over) throw new SessionEnded();
    if (!this.#tokens || this.#tokens.expires - margin <= this.now()) await this.#renew();
    if (!this.#tokens) throw new SessionEnded();
    return this.#tokens.access;
  }

  /** A token in the place of one that the API refused. */
  async tokenAfter(refused: string): Promise<string> {
    if (this.#tokens?.access === refused) this.#tokens = undefined;
    return this.token();
  }

  /** Whether there is a session from before, of which a reload took the access token. */
  async resume(): Promise<boolean> {
    const { refresh } = this.store;
    if (refresh === null) return false;
    try {
      const tokens = await this.renewed(refresh);
      if (this.store.refresh !== refresh) return false; // signed out meanwhile
      this.#keep(tokens);
      return true;
    } catch (cause) {
      if (!(cause instanceof SignInRefused)) throw cause;
      this.store.refresh = null;
      return false;
    }
  }

  /** Who is signed in, as the sign-in knows them. */
  get subject(): string | undefined {
    return this.#subject;
  }
  #subject?: string;

  /** Whether there is a token, and nobody has to sign in again first. */
  get live(): boolean {
    return this.#tokens !== undefined;
  }

  get ended(): boolean {
    return this.#waiting !== undefined;
  }

  /** The person does not want to sign in again: what waited for it fails. */
  giveUp(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.giveUp();
    this.#tell();
  }

  /** Nobody is signed in any more. */
  end(): void {
    this.#over = true;
    this.#tokens = undefined;
    this.store.refresh = null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #renew(): Promise<void> {
    this.#renewal ??= this.#renewOnce().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewOnce(): Promise<void> {
    if (await this.resume()) return;
    this.#tokens = undefined;
    this.#waiting = waiting();
    this.#tell();
    await this.#waiting.over;
  }

  #keep(tokens: Tokens): void {
    this.#tokens = tokens;
    this.#subject = subjectOf(tokens.access);
    if (tokens.refresh) this.store.refresh = tokens.refresh;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function waiting(): Waiting {
  let goOn = () => {};
  let giveUp = () => {};
  const over = new Promise<void>((resolve, reject) => {
    goOn = resolve;
    giveUp = () => reject(new SessionEnded());
  });
  return { over, goOn, giveUp };
}

/** Reads whom a token is about. Nothing is decided on it but what to show: the API judges tokens. */
export function subjectOf(token: string): string | undefined {
  const payload = token.split(".")[1];
  if (!payload) return undefined;
  try {
    const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { sub?: string };
    return claims.sub;
  } catch {
    return undefined;
  }
}
