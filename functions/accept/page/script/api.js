// Requests to the API, and what can be wrong with their answers.

const patience = 30e3; // API Gateway gives up after 30 seconds, so there is nothing to wait for beyond

// Problem is every answer but success, under the name that the contract gives
// it, or "unreachable" when there was no answer. What the API says of it is
// English and for programmers: readers are told in their own language, by the
// name of the problem and of the field.
class Problem extends Error {
  constructor(name, { errors = [], instance = "", wait = 0 } = {}) {
    super(name);
    this.name = name;
    this.fields = errors.map(({ field }) => field);
    this.instance = instance;
    this.wait = wait; // seconds until another try makes sense; 0 when it was not said
  }

  // passing tells that the same request may well succeed later.
  get passing() {
    return ["unreachable", "unavailable", "rate-limited", "internal"].includes(this.name);
  }

  // longWait tells that "in a moment" would be a lie.
  get longWait() {
    return this.passing && this.wait >= 5;
  }
}

const invitation = { base: "", id: "", secret: "", offer: null };

// sites are the addresses of all invitations, without their scheme, that of this
// page first.
function sites() {
  const all = [invitation.base, ...settings.addresses.map((address) => `${address}/invitations/`)];
  return all.map((address) => address.replace(/^\w+:\/\//, ""));
}

// invitationAddress is the address of the invitation. The token stands in the
// fragment, or nowhere.
function invitationAddress(token) {
  return `${invitation.base}${invitation.id}${languageQuery()}${token ? `#${token}` : ""}`;
}

// ask makes one request about the invitation. All of them carry the secret,
// in the body, where no log keeps it.
async function ask(action, body = {}, bearer = "") {
  const headers = { "Content-Type": "application/json" };
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  const response = await reach(`${invitation.base}${invitation.id}/${action}`, {
    method: "POST", headers, body: JSON.stringify({ token: invitation.secret, ...body }),
  });
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? null : { ...(await bodyOf(response)), at: timeOf(response) };
}

async function reach(url, request) {
  try {
    return await fetch(url, { ...request, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Problem("unreachable");
  }
}

// bodyOf reads an answer that may break off on the way.
async function bodyOf(response) {
  try {
    return await response.json();
  } catch {
    throw new Problem("unreachable");
  }
}

// problemOf also names what API Gateway answers itself, which is no problem
// document.
async function problemOf(response) {
  const byStatus = { 401: "unauthenticated", 404: "not-found", 429: "rate-limited", 502: "unavailable", 503: "unavailable", 504: "unavailable" };
  const body = await response.json().catch(() => ({}));
  const named = /^urn:admit:problem:([a-z-]+)$/.exec(body.type ?? "");
  const wait = Number(response.headers.get("Retry-After")) || 0;
  return new Problem(named ? named[1] : byStatus[response.status] ?? "internal", { ...body, wait });
}

// timeOf is the server's clock: the reader's may be wrong, and the end of an
// invitation is judged by the server's.
function timeOf(response) {
  return Date.parse(response.headers.get("Date") ?? "") || Date.now();
}
