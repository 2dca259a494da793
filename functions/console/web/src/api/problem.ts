import type { FieldError, RowProblem } from "./types.ts";

/** Problem is why a call failed: a problem document of the API, or an error before the API was reached. */
export class Problem extends Error {
  /** The stable name, as in `urn:admit:problem:<kind>`; or `unreachable`, `session-expired`, `gateway`. */
  readonly kind: string;
  /** 0 if there was no response. */
  readonly status: number;
  /** The API's message, in English. */
  readonly detail: string;
  /** The request id, to quote to support. */
  readonly instance?: string;
  /** Errors by field. */
  readonly errors: readonly FieldError[];
  /** The invitation that conflicts. */
  readonly invitationId?: string;
  /** How long to wait before a retry, in seconds. */
  readonly retryAfter?: number;
  /** Whether the same request was sent before, while the server was busy. That one may have taken effect. */
  readonly repeated: boolean;

  constructor(init: Partial<Problem> & Pick<Problem, "kind">, options?: ErrorOptions) {
    super(init.kind, options);
    this.kind = init.kind;
    this.status = init.status ?? 0;
    this.detail = init.detail ?? "";
    this.instance = init.instance;
    this.errors = init.errors ?? [];
    this.invitationId = init.invitationId;
    this.retryAfter = init.retryAfter;
    this.repeated = init.repeated ?? false;
  }

  /** Whether the same call may succeed later: nothing was decided. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** Whether the server failed, so that support needs the request id. Otherwise it decided. */
  get isFault(): boolean {
    return this.kind === "gateway" || this.status >= 500;
  }
}

const prefix = "urn:admit:problem:";

/** Converts an error response of the API or of API Gateway. */
export function toProblem(response: Response, body: unknown, repeated = false): Problem {
  const shared = { status: response.status, retryAfter: retryAfterOf(response), repeated };
  if (isDocument(body)) return new Problem({ ...body, kind: body.type.slice(prefix.length), ...shared });
  return new Problem({ kind: "gateway", ...shared, instance: response.headers.get("apigw-requestid") ?? undefined });
}

/** Returns how long to wait before a retry, in seconds. */
export function retryAfterOf(response: Response): number | undefined {
  return Number(response.headers.get("Retry-After")) || undefined;
}

/** Converts the problem of one row of a batch. */
export function toRowProblem(row: RowProblem): Problem {
  return new Problem({ ...row, kind: row.type.slice(prefix.length) });
}

function isDocument(body: unknown): body is Partial<Problem> & { type: string } {
  return typeof body === "object" && body !== null && "type" in body && typeof body.type === "string" && body.type.startsWith(prefix);
}
