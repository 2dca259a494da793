import type { FieldError, RowProblem } from "./shapes.ts";

/** Why a call was not granted: a problem of the API, or one that kept the call from reaching it. */
export class Problem extends Error {
  /** The stable name, as in `urn:admit:problem:<kind>`; or `unreachable`, `session-ended`, `gateway`. */
  readonly kind: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** In the API's own words, which are English. */
  readonly detail: string;
  /** The id of the request, to quote to support. */
  readonly instance?: string;
  /** What is wrong with each field. */
  readonly errors: readonly FieldError[];
  /** The invitation in the way. */
  readonly invitationId?: string;
  /** How long to wait before another try, in seconds. */
  readonly retryAfter?: number;

  constructor(told: Partial<Problem> & Pick<Problem, "kind">, options?: ErrorOptions) {
    super(told.kind, options);
    this.kind = told.kind;
    this.status = told.status ?? 0;
    this.detail = told.detail ?? "";
    this.instance = told.instance;
    this.errors = told.errors ?? [];
    this.invitationId = told.invitationId;
    this.retryAfter = told.retryAfter;
  }

  /** Whether the same call may fare better a moment later, because nothing was decided. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const prefix = "urn:admit:problem:";

/** Reads what the API answered, or API Gateway in its own words. */
export function problemOf(response: Response, body: unknown): Problem {
  const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
  const status = response.status;
  if (isDocument(body)) {
    return new Problem({ ...body, kind: body.type.slice(prefix.length), status, retryAfter });
  }
  return new Problem({ kind: "gateway", status, retryAfter, instance: response.headers.get("apigw-requestid") ?? undefined });
}

/** Reads why a row of a batch was refused. */
export function problemOfRow(row: RowProblem): Problem {
  return new Problem({ ...row, kind: row.type.slice(prefix.length) });
}

function isDocument(body: unknown): body is Partial<Problem> & { type: string } {
  return typeof body === "object" && body !== null && "type" in body && typeof body.type === "string" && body.type.startsWith(prefix);
}
