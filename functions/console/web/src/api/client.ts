// Calls of the API, as the person who is signed in.

import createClient from "openapi-fetch";
import { session } from "../signin/current.ts";
import { SessionEnded } from "../signin/session.ts";
import { Problem, problemOf } from "./problem.ts";
import type { paths } from "./schema.d.ts";

// Lists in a query are separated by commas, as the document says.
const querySerializer = { array: { style: "form", explode: false } } as const;

export const client = createClient<paths>({ baseUrl: location.origin, fetch: send, querySerializer, pathSerializer });

/** Puts ids in their places. What is no id comes from the address of the page, and names nothing. */
function pathSerializer(path: string, ids: Record<string, unknown>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = String(ids[name]);
    if (!/^[\w-]+$/.test(id)) throw new Problem({ kind: "not-found", status: 404 });
    return id;
  });
}

/** Sends a request with a token, and once more with a new one if the first was refused. */
async function send(request: Request): Promise<Response> {
  try {
    const again = request.clone();
    const token = await session.token();
    const answer = await fetch(carrying(request, token));
    return answer.status === 401 ? await fetch(carrying(again, await session.tokenAfter(token))) : answer;
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new Problem({ kind: cause instanceof SessionEnded ? "session-ended" : "unreachable" }, { cause });
  }
}

function carrying(request: Request, token: string): Request {
  request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** What a call answered; a {@link Problem} is thrown. */
export async function ask<T>(call: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await call.catch(brokenOff);
  if (!response.ok) throw problemOf(response, error);
  return data as T;
}

/** An answer that breaks off on its way cannot be read. */
function brokenOff(cause: unknown): never {
  if (cause instanceof Problem || isAbort(cause)) throw cause;
  throw new Problem({ kind: "unreachable" }, { cause });
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "AbortError";
}
