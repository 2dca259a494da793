// Waiting while the server is busy. A request that the server refuses for a short time is
// repeated by itself, and everything that waits is shown: see BusyNotice.

/** The longest time that a request waits for, in seconds. A longer one is told instead. */
const longestWait = 30;

/** How long a request waits in all, in milliseconds. */
const patience = 120_000;

/** The waits of all requests. */
const waits = new Set<Wait>();
const listeners = new Set<() => void>();

/** Wait is one request that was refused, until it is accepted or given up. */
class Wait {
  readonly #end = Date.now() + patience;
  #stopped = false;
  /** When the next attempt is made, in milliseconds since 1970; 0 while one is being made. */
  until = 0;
  /** Ends the current pause. */
  tryNow = (): void => {};

  /** Waits, and returns whether to try again: not if the user stops the wait, and not after two minutes. */
  async pause(milliseconds: number): Promise<boolean> {
    if (this.#stopped || Date.now() + milliseconds > this.#end) return false;
    this.until = Date.now() + milliseconds;
    waits.add(this);
    changed();
    let timer;
    await new Promise<void>((resolve) => {
      this.tryNow = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.until = 0;
    changed();
    return !this.#stopped;
  }

  readonly stop = (): void => {
    this.#stopped = true;
    this.tryNow();
  };

  close(): void {
    if (waits.delete(this)) changed();
  }
}

function changed(): void {
  for (const listener of listeners) listener();
}

/**
 * Repeats an attempt while the server is busy, for two minutes at most. `busyFor` returns the
 * seconds for which the server refuses the attempt, or undefined if it answered it. The last
 * result is returned, whatever it is. Only attempts that have the effect of one may be repeated.
 */
export async function persist<T>(attempt: () => Promise<T>, busyFor: (result: T) => number | undefined, signal?: AbortSignal): Promise<T> {
  const wait = new Wait();
  signal?.addEventListener("abort", wait.stop);
  try {
    for (let refusals = 0; ; refusals++) {
      const result = await attempt();
      const least = busyFor(result);
      if (least === undefined || least > longestWait) return result;
      if (!(await wait.pause(1000 * waitingTime(least, refusals)))) return result;
    }
  } finally {
    signal?.removeEventListener("abort", wait.stop);
    wait.close();
  }
}

/** Returns how many seconds to wait: at least what the server asks for, longer with each refusal, and at random, so that a crowd does not come back at once. */
function waitingTime(least: number, refusals: number): number {
  return Math.max(least, Math.min(2 ** refusals, 15)) * (1 + Math.random() / 2);
}

/** Everything that waits at the moment. */
export const waiting = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Returns when the next attempt is made; 0 while one is being made, undefined if nothing waits. */
  until: (): number | undefined => {
    if (waits.size === 0) return undefined;
    const times = [...waits].map(({ until }) => until).filter(Boolean);
    return times.length > 0 ? Math.min(...times) : 0;
  },
  /** Makes the next attempts now. */
  tryNow: (): void => {
    for (const wait of waits) wait.tryNow();
  },
  /** Gives up. The requests fail with the last refusal. */
  stop: (): void => {
    for (const wait of waits) wait.stop();
  },
};
