import { type Admit, AdmitError, type Decision } from "./client.ts";

/** What the guard needs of a request and a response. Those of Express, Connect and `node:http` have it. */
export interface GuardedRequest {
  readonly headersDistinct: Readonly<Record<string, string[] | undefined>>;
}
export interface GuardedResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** The scope as it is found in a request. Whatever is not a string is refused. */
export interface FoundScope {
  readonly organisationId: unknown;
  readonly accountId?: unknown;
}

const decisions = new WeakMap<object, Decision>();

/** Returns the decision for which a guard passed a request on. It throws if no guard did. */
export function decisionOf(request: object): Decision {
  const decision = decisions.get(request);
  if (!decision) throw new Error("admit: no guard has passed this request on");
  return decision;
}

/**
 * Returns middleware that passes a request on only if the bearer of its access token has the permission at the scope that the
 * function finds in the request. It answers every other request with a problem document:
 *
 * - 400: the function found no organisation in the request
 * - 401: there is no token, or Admit does not accept it
 * - 403: not allowed
 * - 500: the function failed, or Admit refused the question; `log` has the reason
 * - 503: Admit cannot be asked; with `Retry-After`
 *
 * This holds for every method: a handler of CORS preflights has to be before it. The guard belongs to the route, because
 * Express knows the route's parameters only there. It throws at once if an argument cannot be right.
 */
export function guard<Request extends GuardedRequest>(
  admit: Admit, permission: string, scope: (request: Request) => FoundScope | Promise<FoundScope>, log: (message: string, error: unknown) => void = console.error,
): (request: Request, response: GuardedResponse, next: () => void) => Promise<void> {
  if (typeof permission !== "string" || !/^[a-z][a-z0-9-]*:[a-z][a-z0-9-]*$/.test(permission)) throw new TypeError("admit: a permission is thing:action");
  if (typeof scope !== "function") throw new TypeError("admit: a guard needs a function for the scope");
  return async (request, response, next) => {
    let decision: Decision;
    try {
      decision = await judge(admit, permission, request, scope);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal.status >= 500) log(`admit: no decision about ${permission}`, error);
      answer(response, refusal);
      return;
    }
    decisions.set(request, decision);
    next();
  };
}

/** Returns a decision that allows the request. It throws in every other case. */
async function judge<Request extends GuardedRequest>(admit: Admit, permission: string, request: Request, scope: (request: Request) => FoundScope | Promise<FoundScope>): Promise<Decision> {
  const headers = request.headersDistinct["authorization"] ?? [];
  const [, token] = headers.length === 1 ? (/^Bearer ([^\s,]+)$/i.exec(headers[0] ?? "") ?? []) : [];
  if (token === undefined) throw new Refusal(401, "unauthenticated", "Not signed in", "Sign in and try again.");
  const { organisationId, accountId } = await scope(request);
  if (typeof organisationId !== "string" || organisationId === "" || (accountId !== undefined && typeof accountId !== "string"))
    throw new Refusal(400, "invalid-request", "Invalid request", "The request does not name one organisation, or one account in it.");
  const decision = await admit.decide({ token }, permission, { organisationId, accountId });
  if (!decision.allowed) throw new Refusal(403, "forbidden", "Not allowed", `You need the permission ${permission} to do this.`);
  return decision;
}

/** The problem document that answers a request. */
class Refusal extends Error {
  constructor(readonly status: number, readonly kind: string, readonly title: string, detail: string, readonly retryAfter?: number) {
    super(detail);
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof AdmitError) {
    if (error.status === 401) return new Refusal(401, "unauthenticated", "Not signed in", "Sign in and try again.");
    if (error.status === 403) return new Refusal(403, "forbidden", "Not allowed", "This token can't be used here.");
    if (error.kind === "unavailable") return new Refusal(503, "unavailable", "Try again", "Access cannot be checked at the moment.", Math.max(error.retryAfter ?? 1, 1));
  }
  return new Refusal(500, "internal", "Something went wrong", "Access could not be checked.");
}

function answer(response: GuardedResponse, { status, kind, title, message, retryAfter }: Refusal): void {
  response.statusCode = status;
  response.setHeader("Content-Type", "application/problem+json");
  response.setHeader("Cache-Control", "no-store");
  if (status === 401) response.setHeader("WWW-Authenticate", "Bearer");
  if (retryAfter !== undefined) response.setHeader("Retry-After", String(retryAfter));
  response.end(JSON.stringify({ type: `urn:admit:problem:${kind}`, title, status, detail: message }));
}
