// Requests to the API, and their errors.

const timeout = 30e3; // milliseconds; API Gateway gives up after 30 seconds

// Problem is any answer that is not a success. Its name is that of the problem
// type, or "unreachable" if there was no answer. The API's own texts are in
// English and for programmers. The page has a text in the reader's language for
// each problem and field name.
class Problem extends Error {
  constructor(name, { errors = [], instance = "", wait = 0, busy = false, continueUrl, invitedEmail, signedInEmail, requestedAt, expired } = {}) {
    super(name);
    this.name = name;
    this.fields = errors.map(({ field }) => field);
    this.instance = instance;
    this.continueUrl = continueUrl; // where the reader continues if the invitation was accepted
    this.account = signedInEmail?.toLowerCase() !== invitedEmail?.toLowerCase() && signedInEmail; // the other address that the reader signed in with
    this.requestedAt = requestedAt; // when they asked to accept with it
    this.expired = expired; // the expired invitation, if the reader can ask for a new link
    this.wait = wait; // seconds to wait before trying again; 0 if unknown
    this.busy = busy; // the service refused the request for now
  }

  // transient is true if the same request may succeed later.
  get transient() {
    return ["unreachable", "unavailable", "rate-limited", "internal"].includes(this.name);
  }

  // longWait is true if the wait is too long for "in a moment".
  get longWait() {
    return this.transient && this.wait >= 5;
  }
}

const invitation = { base: "", id: "", token: "", offer: null, expired: null, tokens: {}, continueUrl: "" };

// sites returns the base addresses of invitation links, without their scheme. The
// address of this page is first.
function sites() {
  const all = [invitation.base, ...settings.addresses.map((address) => `${address}/invitations/`)];
  return all.map((address) => address.replace(/^\w+:\/\//, ""));
}

// invitationAddress returns the address of the invitation, with the token in the
// fragment if there is one.
function invitationAddress(token) {
  return `${invitation.base}${invitation.id}${languageQuery()}${token ? `#${token}` : ""}`;
}

// post sends a request about the invitation, again and again while the service is
// busy. The token is in the body, because bodies are not logged. The language is that of
// the page, which the reader may have chosen.
function post(action, body, bearer) {
  return persist(() => postOnce(action, body, bearer));
}

async function postOnce(action, body = {}, bearer = "") {
  const headers = { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  const response = await send(`${invitation.base}${invitation.id}/${action}`, {
    method: "POST", headers, body: JSON.stringify({ token: invitation.token, ...body }),
  });
  if (!response.ok) throw await readProblem(response);
  return response.status === 204 ? null : { ...(await readBody(response)), at: serverTime(response) };
}

async function send(url, request) {
  try {
    return await fetch(url, { ...request, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(timeout) });
  } catch {
    throw new Problem("unreachable");
  }
}

// readBody reads an answer. The connection may break while it is read.
async function readBody(response) {
  try {
    return await response.json();
  } catch {
    throw new Problem("unreachable");
  }
}

// readProblem reads a problem document. API Gateway's own answers are not problem
// documents and get a name by their status.
async function readProblem(response) {
  const byStatus = { 401: "unauthenticated", 404: "not-found", 429: "rate-limited", 502: "unavailable", 503: "unavailable", 504: "unavailable" };
  const body = await response.json().catch(() => ({}));
  const named = /^urn:admit:problem:([a-z-]+)$/.exec(body.type ?? "");
  const wait = Number(response.headers.get("Retry-After")) || 0;
  const busy = isBusy(response);
  return new Problem(named ? named[1] : byStatus[response.status] ?? "internal", { ...body, wait, busy });
}

function isBusy({ status }) {
  return status === 429 || status === 503;
}

// serverTime returns the server's time of an answer. The reader's clock may be
// wrong, and the server decides when an invitation expires.
function serverTime(response) {
  return Date.parse(response.headers.get("Date") ?? "") || Date.now();
}
