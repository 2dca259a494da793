import type { components } from "./schema.ts";

type Schemas = components["schemas"];

/** A role that the user holds at a scope, with who gave it and by which invitation. */
export type Grant = Schemas["Grant"];

/** The answer to a check: the grants that allow it, and the time before which every acknowledged change is seen. */
export type Decision = Schemas["Decision"] & Pick<Schemas["Decisions"], "asOf">;

/** A whole organisation, or with `accountId` one account in it. */
export interface Scope {
  readonly organisationId: string;
  readonly accountId?: string | undefined;
}

/**
 * The person that a question is about: the bearer of a token that the back end received, a user by their id in Admit, or by
 * the claims `iss` and `sub` of a token that the back end has verified.
 */
export type User = { readonly token: string } | { readonly id: string } | { readonly issuer: string; readonly subject: string };

/** How to reach Admit: either `url` or `invoke`. */
export interface Options {
  /** The address of Admit's API, such as `https://api.example.com`. */
  readonly url?: string;
  /**
   * Returns the access token of a machine client with the scope `admit/decide`. It is called for every request about a user
   * named by id, or by issuer and subject, so it should keep the token until shortly before it expires.
   */
  readonly token?: () => string | Promise<string>;
  /**
   * Passes a question to Admit's function `decide`, with AWS credentials in place of HTTP, and returns its answer. It must
   * throw for a `FunctionError` of AWS Lambda.
   */
  readonly invoke?: (question: string, signal: AbortSignal) => Promise<string>;
  /** The limit for one question with its retry, in milliseconds. The default is 2000. */
  readonly timeout?: number;
  /** Sends the HTTP requests. The default is the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** Why there is no decision. It is never a permission. */
export class AdmitError extends Error {
  override readonly name = "AdmitError";
  /** `refused`: asking again does not help. `unavailable`: there is no answer, or none that can be used. */
  readonly kind: "refused" | "unavailable";
  /** The status of the answer, 0 without one. */
  readonly status: number;
  /** The name of Admit's problem, such as `invalid-request`. */
  readonly problem: string;
  /** The id of the request in Admit's log. */
  readonly instance: string;
  /** How long Admit asks to wait, in seconds. Undefined if asking again soon does not help. */
  readonly retryAfter: number | undefined;

  constructor(kind: AdmitError["kind"], message: string, more: { status?: number; problem?: string; instance?: string; retryAfter?: number | undefined; cause?: unknown } = {}) {
    super(`admit: ${message}`, { cause: more.cause });
    this.kind = kind;
    this.status = more.status ?? 0;
    this.problem = more.problem ?? "";
    this.instance = more.instance ?? "";
    this.retryAfter = more.retryAfter;
  }
}

type Check = Schemas["Checks"]["checks"][number];

interface Batch {
  readonly checks: Map<string, Check>;
  readonly answers: Promise<Map<string, Decision>>;
}

const maxChecks = 100; // in one request
const maxAnswer = 6 * 2 ** 20; // bytes; the most that AWS Lambda returns
const retryPause = 0.1; // seconds, unless Retry-After is longer

/** Asks Admit what a user may do. Nothing is cached. */
export class Admit {
  readonly #options: Options;
  readonly #batches = new Map<string, Batch>();

  constructor(options: Options) {
    if (!options.url === !options.invoke) throw new TypeError("admit: the options need either url or invoke");
    this.#options = options;
  }

  /** Whether the user has the permission at the scope. It resolves to true or false, and rejects with an {@link AdmitError} without an answer. */
  async can(user: User, permission: string, scope: Scope, options: { readonly signal?: AbortSignal } = {}): Promise<boolean> {
    return (await this.decide(user, permission, scope, options)).allowed;
  }

  /** The same with the reasons. The checks that are asked in one tick about one user are one request, and equal ones are one check. */
  async decide(user: User, permission: string, scope: Scope, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Decision> {
    signal?.throwIfAborted();
    const who = this.#validUser(user);
    const check = validCheck(permission, scope);
    const key = JSON.stringify(check);
    const batch = this.#batch(who);
    batch.checks.set(key, check);
    const decision = (await until(batch.answers, signal)).get(key);
    if (!decision) throw new AdmitError("unavailable", "the answer has no decision for this check");
    return decision;
  }

  /** Returns the batch of this tick for a user. */
  #batch(user: User): Batch {
    const key = JSON.stringify(user);
    let batch = this.#batches.get(key);
    if (!batch) {
      const checks = new Map<string, Check>();
      const answers = Promise.resolve().then(() => {
        this.#batches.delete(key);
        return this.#answers(user, [...checks]);
      });
      batch = { checks, answers };
      this.#batches.set(key, batch);
    }
    return batch;
  }

  async #answers(user: User, checks: readonly (readonly [string, Check])[]): Promise<Map<string, Decision>> {
    const chunks = Array.from({ length: Math.ceil(checks.length / maxChecks) }, (_, i) => checks.slice(i * maxChecks, (i + 1) * maxChecks));
    const timeout = this.#options.timeout ?? 2000;
    const end = Date.now() + timeout;
    const signal = AbortSignal.timeout(timeout);
    const answers = await Promise.all(
      chunks.map(async (chunk) => {
        const question: Schemas["Checks"] = { ...("token" in user ? {} : { user }), checks: chunk.map(([, check]) => check) };
        const decisions = decode(await this.#ask(user, JSON.stringify(question), signal, end), chunk.length);
        return decisions.map((decision, i) => [chunk[i]?.[0] ?? "", decision] as const);
      }),
    );
    return new Map(answers.flat());
  }

  /** Sends one request, and sends it once more after a failure that may pass. The request changes nothing, so it can be repeated. */
  async #ask(user: User, question: string, signal: AbortSignal, end: number): Promise<string> {
    try {
      return await this.#send(user, question, signal);
    } catch (cause) {
      const pause = cause instanceof AdmitError && cause.retryAfter !== undefined ? Math.max(cause.retryAfter, retryPause) * 1000 : Infinity;
      if (signal.aborted || Date.now() + pause >= end) throw cause;
      await new Promise((resolve) => setTimeout(resolve, pause));
      return await this.#send(user, question, signal);
    }
  }

  async #send(user: User, question: string, signal: AbortSignal): Promise<string> {
    const { url = "", token, invoke, fetch = globalThis.fetch } = this.#options;
    // The AWS SDK has retries of its own.
    if (invoke) return await until(invoke(question, signal), signal).catch(unavailable("the function was not invoked"));
    const bearer = "token" in user ? user.token : await until(Promise.resolve().then(token), signal).catch(unavailable("there is no token to ask with"));
    if (typeof bearer !== "string" || bearer === "") throw new AdmitError("unavailable", "there is no token to ask with");
    // Admit never redirects, and its token belongs to no other host.
    const response = await fetch(`${url.replace(/\/+$/, "")}/decisions`, {
      method: "POST", body: question, signal, redirect: "manual", credentials: "omit", cache: "no-store",
      headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" },
    }).catch(unavailable("Admit was not reached", 0));
    const text = await read(response);
    if (response.status !== 200) throw failure(response.status, parse(text), response.headers.get("Retry-After"));
    if (!/^application\/json *(;|$)/i.test(response.headers.get("Content-Type") ?? "")) throw new AdmitError("unavailable", "the answer is not JSON");
    return text;
  }

  #validUser(user: User): User {
    const named = (...names: unknown[]) => names.every((name) => typeof name === "string" && name !== "");
    const { token, id, issuer, subject } = (user ?? {}) as Record<string, string>;
    if ([token, id, issuer ?? subject].filter((name) => name !== undefined).length !== 1 || !(named(token) || named(id) || named(issuer, subject)))
      throw new AdmitError("refused", "the question names no user, or two");
    if (token === undefined && !this.#options.invoke && !this.#options.token) throw new AdmitError("refused", "a question about a named user needs the option token");
    if (token !== undefined && this.#options.invoke) throw new AdmitError("refused", "invoke passes no token on: name the user by id, or by issuer and subject");
    return user;
  }
}

function validCheck(permission: unknown, scope: unknown): Check {
  const { organisationId, accountId } = (scope ?? {}) as Record<string, unknown>;
  if (typeof permission !== "string" || permission === "") throw new AdmitError("refused", "a check needs a permission");
  if (typeof organisationId !== "string" || organisationId === "") throw new AdmitError("refused", "a check needs an organisation");
  if (accountId !== undefined && typeof accountId !== "string") throw new AdmitError("refused", "an account is named by a string");
  return { permission, organisationId, ...(accountId ? { accountId } : {}) };
}

/** Settles as the promise does, or rejects when the signal is aborted before. */
async function until<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return await promise;
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
  });
  return await Promise.race([promise, aborted]).finally(() => { signal.removeEventListener("abort", abort); });
}

/** Returns a function that throws an error as the cause of an {@link AdmitError}. */
function unavailable(message: string, retryAfter?: number): (cause: unknown) => never {
  return (cause) => {
    throw cause instanceof AdmitError ? cause : new AdmitError("unavailable", `${message}: ${String(cause)}`, { cause, retryAfter });
  };
}

/** Returns the body of a response as text. It gives up when the body is too large or not UTF-8. */
async function read(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (let size = 0; reader; ) {
    const { done, value } = await reader.read().catch(unavailable("the answer was cut off", 0));
    if (done) break;
    size += value.length;
    if (size > maxAnswer) {
      reader.cancel().catch(() => {});
      throw new AdmitError("unavailable", "the answer is too large");
    }
    try {
      text += decoder.decode(value, { stream: true });
    } catch (cause) {
      throw new AdmitError("unavailable", "the answer is not UTF-8", { cause });
    }
  }
  return text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the error for a problem. Only a status from 400 to 499 except 429 refuses the question. After every other, nothing is known. */
function failure(status: number, body: unknown, after?: string | null): AdmitError {
  const { type, detail, instance, errors } = isObject(body) ? body : {};
  const fields = Array.isArray(errors) ? errors.map((e: unknown) => (isObject(e) ? ` ${String(e["field"])}: ${String(e["message"])}` : "")) : [];
  const said = (value: unknown) => (typeof value === "string" ? value : "");
  const problem = said(type).replace("urn:admit:problem:", "");
  const message = `${said(detail)}${fields.join("")} (${status} ${problem} ${said(instance)})`;
  const passes = [429, 502, 503, 504].includes(status) && /^\d{0,5}$/.test(after ?? "");
  return new AdmitError(status >= 400 && status < 500 && status !== 429 ? "refused" : "unavailable", message, {
    status, problem, instance: said(instance), retryAfter: passes ? Number(after ?? 0) : undefined,
  });
}

/**
 * Returns the decisions of an answer. It refuses every answer that does not have exactly one decision for each check. A direct
 * invocation answers a refused question with a problem document in the field `problem`.
 */
function decode(text: string, checks: number): Decision[] {
  const answer = parse(text);
  if (!isObject(answer)) throw new AdmitError("unavailable", "the answer cannot be read");
  const { problem, items, asOf } = answer;
  if (isObject(problem)) throw failure(Number(problem["status"]), problem);
  if (!Array.isArray(items) || items.length !== checks) throw new AdmitError("unavailable", `the answer does not have ${checks} decisions`);
  return items.map((item: unknown) => {
    if (!isObject(item) || !Object.hasOwn(item, "allowed") || typeof item["allowed"] !== "boolean") throw new AdmitError("unavailable", "a decision is neither true nor false");
    if (!Array.isArray(item["because"] ?? [])) throw new AdmitError("unavailable", "the reasons cannot be read");
    return { allowed: item["allowed"], because: (item["because"] ?? []) as Grant[], asOf: typeof asOf === "string" ? asOf : "" };
  });
}
