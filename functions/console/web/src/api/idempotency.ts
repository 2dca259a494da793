// Idempotent requests: a repeated request has the effect of one.

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "./problem.ts";

/**
 * IdempotencyKey holds the key of one attempt. The key stays the same for the same body
 * until there is a response, so that a double click or a retry after a lost response
 * repeats the request instead of making another.
 */
export class IdempotencyKey {
  #body = "";
  #key = "";

  for(body: unknown): string {
    const text = JSON.stringify(body);
    if (this.#key === "" || text !== this.#body) {
      this.#body = text;
      this.#key = crypto.randomUUID();
    }
    return this.#key;
  }

  /** Ends the attempt: the same body gets a new key from now on. */
  reset(): void {
    this.#key = "";
  }
}

/** Callbacks of a mutation. They run even if the component is unmounted by then. */
interface Callbacks<Response> {
  readonly onSuccess: (response: Response) => unknown;
  readonly onError?: (problem: Problem) => unknown;
}

/** Returns a mutation that creates or sends something. `send` passes the key as `Idempotency-Key`. */
export function useIdempotentMutation<Body, Response>(send: (body: Body, key: string) => Promise<Response>, callbacks: Callbacks<Response>) {
  const [idempotencyKey] = useState(() => new IdempotencyKey());
  return useMutation<Response, Problem, Body>({
    mutationFn: async (body) => {
      try {
        const response = await send(body, idempotencyKey.for(body));
        idempotencyKey.reset();
        return response;
      } catch (problem) {
        if (!(problem instanceof Problem && problem.retryable)) idempotencyKey.reset();
        throw problem;
      }
    },
    ...callbacks,
  });
}
