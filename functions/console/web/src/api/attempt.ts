// Creating and sending, safely: what is sent twice is done once.

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "./problem.ts";

/**
 * One attempt at something. Its key stays the same for the same body until there is
 * an answer, so that a double click, or a second try after a lost answer, repeats
 * the request instead of making another.
 */
export class Attempt {
  #body = "";
  #key = "";

  keyFor(body: unknown): string {
    const text = JSON.stringify(body);
    if (this.#key === "" || text !== this.#body) {
      this.#body = text;
      this.#key = crypto.randomUUID();
    }
    return this.#key;
  }

  /** The attempt is over: the same body is a new one from now on. */
  end(): void {
    this.#key = "";
  }
}

/** What happens afterwards, though whoever asked for it is gone by then. */
interface Afterwards<Answer> {
  readonly onSuccess: (answer: Answer) => unknown;
  readonly onError?: (problem: Problem) => unknown;
}

/** A call that creates or sends. The key is for its `Idempotency-Key`. */
export function useCreation<Body, Answer>(send: (body: Body, key: string) => Promise<Answer>, afterwards: Afterwards<Answer>) {
  const [attempt] = useState(() => new Attempt());
  return useMutation<Answer, Problem, Body>({
    mutationFn: async (body) => {
      try {
        const answer = await send(body, attempt.keyFor(body));
        attempt.end();
        return answer;
      } catch (problem) {
        if (!(problem instanceof Problem && problem.passing)) attempt.end();
        throw problem;
      }
    },
    ...afterwards,
  });
}
