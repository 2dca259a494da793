// Calls the API as the signed-in user.

import createClient from "openapi-fetch";
import { session } from "../sign-in/current-session.ts";
import { SessionExpiredError } from "../sign-in/session.ts";
import { Problem, retryAfterOf, toProblem } from "./problem.ts";
import type { paths } from "./schema.d.ts";
import { persist } from "./waiting.ts";

// The OpenAPI document separates the values of a list parameter by commas.
const querySerializer = { array: { style: "form", explode: false } } as const;

// Some answers have other forms, such as CSV. The console asks for JSON.
export const client = createClient<paths, "application/json">({ baseUrl: location.origin, fetch: fetchPatiently, querySerializer, pathSerializer });

/** Inserts ids into a path. An id with other characters comes from the page's address and cannot exist, so it is reported as not found. */
function pathSerializer(path: string, ids: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = String(ids[name]);
    if (!/^[\w-]+$/.test(id)) throw new Problem({ kind: "not-found", status: 404 });
    return id;
  });
}

/** Responses to requests that were sent more than once. An earlier one may have taken effect. */
const repeated = new WeakSet<Response>();

/**
 * Sends a request again while the server is busy. Every request of the console has the effect
 * of one when it is repeated: it reads, has an `Idempotency-Key`, or says what shall be.
 */
async function fetchPatiently(request: Request): Promise<Response> {
  let attempts = 0;
  const attempt = () => {
    attempts++;
    return fetchWithToken(request.clone());
  };
  const response = await persist(attempt, busyFor, request.signal);
  if (attempts > 1) repeated.add(response);
  return response;
}

/** Returns how many seconds the server asks to wait; undefined if it did not refuse the request because it is busy. */
function busyFor(response: Response): number | undefined {
  // API Gateway's own refusals do not say how long they last. It is not for long.
  return response.status === 429 || response.status === 503 ? (retryAfterOf(response) ?? 1) : undefined;
}

/** Sends a request with an access token. It retries once with a new token after a 401. */
async function fetchWithToken(request: Request): Promise<Response> {
  try {
    const retry = request.clone();
    const token = await session.token();
    const response = await fetch(withToken(request, token));
    return response.status === 401 ? await fetch(withToken(retry, await session.tokenAfter(token))) : response;
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new Problem({ kind: cause instanceof SessionExpiredError ? "session-expired" : "unreachable" }, { cause });
  }
}

function withToken(request: Request, token: string): Request {
  request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

interface CallResult<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Returns the data of a call, or throws a {@link Problem}. */
export async function unwrap<T>(call: Promise<CallResult<T>>): Promise<T> {
  const { data, error, response } = await call.catch(rethrowAsProblem);
  if (!response.ok) throw toProblem(response, error, repeated.has(response));
  return data as T;
}

/** Reports a response that was cut off as an unreachable server. */
function rethrowAsProblem(cause: unknown): never {
  if (cause instanceof Problem || isAbort(cause)) throw cause;
  throw new Problem({ kind: "unreachable" }, { cause });
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "AbortError";
}
