import { Problem } from "../api/problem.ts";
import type { Removal } from "../api/types.ts";

/** What a retry gets after a successful removal: no access is left, or only inherited access. */
const alreadyRemoved = ["not-found", "inherited-access"];

/**
 * Removes access, and can be tried again. If the response of the first try was lost, a retry finds nothing to remove.
 * That counts as success, and the result is undefined. What was removed is not removed again.
 */
export class RepeatableRemoval {
  #mayBeDone = false;
  #isDone = false;

  async run(remove: () => Promise<Removal>): Promise<Removal | undefined> {
    if (this.#isDone) return undefined;
    const removal = await this.#try(remove);
    this.#isDone = true;
    return removal;
  }

  async #try(remove: () => Promise<Removal>): Promise<Removal | undefined> {
    try {
      return await remove();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if ((this.#mayBeDone || problem.repeated) && alreadyRemoved.includes(problem.kind)) return undefined;
      if (problem.retryable) this.#mayBeDone = true;
      throw problem;
    }
  }
}
