import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { Admit, AdmitError, type Options, type User } from "../src/client.ts";
import { admitAnswers, allowed, answer, denied, hangUp, listen, ok, problem, silence } from "./server.ts";

const token = { token: "token" };
const oslo = { organisationId: "oslo" };

/** Asks, and returns whether it is allowed, or why there is no answer. */
async function ask(options: Options, ...users: User[]): Promise<boolean | AdmitError["kind"]> {
  return await new Admit({ timeout: 5000, ...options }).can(users.length > 0 ? users[0]! : token, "billing:read", oslo).catch((error: unknown) => {
    expect(error).toBeInstanceOf(AdmitError);
    return (error as AdmitError).kind;
  });
}

it("allows what Admit allows, with the reasons", async () => {
  const { url } = await admitAnswers(ok(allowed));
  const decision = await new Admit({ url }).decide(token, "billing:read", oslo);
  expect(decision).toMatchObject({ allowed: true, because: [{ role: { id: "organisation-admin" } }], asOf: "2026-11-29T12:00:00Z" });
});

it("resolves to false without an error for what is denied", async () => {
  const { url } = await admitAnswers(ok(denied));
  expect(await new Admit({ url }).can(token, "billing:read", oslo)).toBe(false);
});

describe("never allows when Admit answers with", () => {
  const items = (...list: unknown[]) => ok(JSON.stringify({ items: list }));
  it.each([
    ["a malformed request", problem(400, "invalid-request"), "refused", 1],
    ["a bad token", answer(401, "application/json", '{"message":"Unauthorized"}'), "refused", 1],
    ["a machine client", problem(403, "machine-client"), "refused", 1],
    ["not there", problem(404, "not-found"), "refused", 1],
    ["an error with an allowed", answer(403, "application/json", allowed), "refused", 1],
    ["an internal error", problem(500, "internal"), "unavailable", 1],
    ["too many requests", problem(429, "rate-limited"), "unavailable", 2],
    ["a bad gateway", answer(502, "text/html", "<html>"), "unavailable", 2],
    ["unavailable", problem(503, "unavailable"), "unavailable", 2],
    ["a gateway timeout", answer(504, "application/json", allowed), "unavailable", 2],
    ["unavailable for a while", problem(503, "unavailable", { "Retry-After": "30" }), "unavailable", 1],
    ["unavailable until a date", problem(503, "unavailable", { "Retry-After": "Sun, 29 Nov 2026 12:00:00 GMT" }), "unavailable", 1],
    ["created", answer(201, "application/json", allowed), "unavailable", 1],
    ["no content", answer(204, "application/json", ""), "unavailable", 1],
    ["a page of a proxy", answer(200, "text/html", "<html>true</html>"), "unavailable", 1],
    ["allowed as text", answer(200, "text/plain", allowed), "unavailable", 1],
    ["no content type", answer(200, "", allowed), "unavailable", 1],
    ["an empty body", ok(""), "unavailable", 1],
    ["null", ok("null"), "unavailable", 1],
    ["true", ok("true"), "unavailable", 1],
    ["an array", ok("[true]"), "unavailable", 1],
    ["truncated JSON", ok(allowed.slice(0, -2)), "unavailable", 1],
    ["trailing data", ok(allowed + allowed), "unavailable", 1],
    ["invalid UTF-8", answer(200, "application/json", Buffer.concat([Buffer.from(allowed), Buffer.from([0xff])])), "unavailable", 1],
    ["a truncated body", hangUp(allowed), "unavailable", 2],
    ["a closed connection", hangUp(""), "unavailable", 2],
    ["a body that is too large", ok(allowed + " ".repeat(6 * 2 ** 20)), "unavailable", 1],
    ["no items", ok('{"asOf":"2026-11-29T12:00:00Z"}'), "unavailable", 1],
    ["fewer items", items(), "unavailable", 1],
    ["more items", items({ allowed: true }, { allowed: true }), "unavailable", 1],
    ["items as an object", ok('{"items":{"0":{"allowed":true},"length":1}}'), "unavailable", 1],
    ["a null item", items(null), "unavailable", 1],
    ["true as an item", items(true), "unavailable", 1],
    ["an array as an item", items([true]), "unavailable", 1],
    ["no allowed", items({ because: [{}] }), "unavailable", 1],
    ["allowed null", items({ allowed: null }), "unavailable", 1],
    ["allowed text", items({ allowed: "true" }), "unavailable", 1],
    ["allowed number", items({ allowed: 1 }), "unavailable", 1],
    ["allowed object", items({ allowed: {} }), "unavailable", 1],
    ["another spelling", items({ Allowed: true }), "unavailable", 1],
    ["an inherited allowed", ok('{"items":[{"__proto__":{"allowed":true}}]}'), "unavailable", 1],
    ["because as text", items({ allowed: true, because: "role" }), "unavailable", 1],
    ["a problem document", ok('{"type":"urn:admit:problem:forbidden","status":403}'), "unavailable", 1],
    ["a problem with items", ok('{"problem":{"type":"urn:admit:problem:forbidden","status":403},"items":[{"allowed":true}]}'), "refused", 1],
  ] as const)("%s", async (_, listener, kind, count) => {
    const { url, requests } = await admitAnswers(listener);
    expect(await ask({ url })).toBe(kind);
    expect(requests()).toBe(count);
  });

  it("a redirect to an allowed", async () => {
    const elsewhere = await admitAnswers(ok(allowed));
    const { url, requests } = await admitAnswers(answer(307, "text/plain", "", { Location: elsewhere.url }));
    expect(await ask({ url })).toBe("unavailable");
    expect([requests(), elsewhere.requests()]).toEqual([1, 0]);
  });

  it("silence", async () => {
    const { url, requests } = await admitAnswers(silence);
    expect(await ask({ url, timeout: 50 })).toBe("unavailable");
    expect(requests()).toBe(1);
  });

  it("a body without an end", async () => {
    const { url } = await admitAnswers((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      const write = () => { while (response.writable && response.write(" ".repeat(65536))); };
      response.on("drain", write);
      write();
    });
    expect(await ask({ url })).toBe("unavailable");
  });

  it("nobody who listens", async () => {
    expect(await ask({ url: "http://127.0.0.1:9" })).toBe("unavailable");
  });
});

it("does not allow what a polluted prototype allows", async () => {
  const { url } = await admitAnswers(ok('{"items":[{"because":[]}]}'));
  Object.defineProperty(Object.prototype, "allowed", { value: true, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(Object.prototype, "allowed"));
  expect(await ask({ url })).toBe("unavailable");
});

it("says what Admit said, without the token", async () => {
  const { url } = await admitAnswers(answer(400, "application/problem+json", JSON.stringify({
    type: "urn:admit:problem:invalid-request", status: 400, detail: "Not valid.", instance: "request-1",
    errors: [{ field: "checks[0].permission", message: "no role has it" }],
  })));
  const error = await new Admit({ url }).can({ token: "secret" }, "billing:raed", oslo).catch((e: unknown) => e as AdmitError);
  expect(error).toMatchObject({ kind: "refused", status: 400, problem: "invalid-request", instance: "request-1" });
  expect(String(error)).toContain("checks[0].permission: no role has it");
  expect(String(error)).not.toContain("secret");
});

it.each([["a closed connection", hangUp("")], ["unavailable", problem(503, "unavailable")], ["Retry-After", problem(429, "rate-limited", { "Retry-After": "1" })]])(
  "asks once more after %s", async (name, first) => {
    const { url, requests } = await admitAnswers(first, ok(allowed));
    const start = Date.now();
    expect(await ask({ url, timeout: 10_000 })).toBe(true);
    expect(requests()).toBe(2);
    if (name === "Retry-After") expect(Date.now() - start).toBeGreaterThanOrEqual(1000);
  });

it("has one timeout for all tries together", async () => {
  const { url } = await admitAnswers(problem(503, "unavailable"), silence);
  const start = Date.now();
  expect(await ask({ url, timeout: 300 })).toBe("unavailable");
  expect(Date.now() - start).toBeLessThan(3000);
});

it("does not wait for a retry that does not fit", async () => {
  const { url, requests } = await admitAnswers(problem(503, "unavailable", { "Retry-After": "60" }));
  const start = Date.now();
  await expect(new Admit({ url, timeout: 30_000 }).can(token, "billing:read", oslo)).rejects.toMatchObject({ kind: "unavailable", retryAfter: 60 });
  expect([requests(), Date.now() - start < 20_000]).toEqual([1, true]);
}, 40_000);

it("ends with the caller's signal, and leaves the others their answer", async () => {
  const { url } = await admitAnswers((_, response) => void setTimeout(() => response.writeHead(200, { "Content-Type": "application/json" }).end(allowed), 200));
  const admit = new Admit({ url, timeout: 5000 });
  const controller = new AbortController();
  const aborted = admit.can(token, "billing:read", oslo, { signal: controller.signal });
  const other = admit.can(token, "billing:read", oslo);
  setTimeout(() => { controller.abort(); }, 20);
  await expect(aborted).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
  expect(await other).toBe(true);
  await expect(admit.can(token, "billing:read", oslo, { signal: controller.signal })).rejects.toThrow(expect.objectContaining({ name: "AbortError" }));
});

interface Question { user?: object; checks: { permission: string; organisationId: string; accountId?: string }[] }

/** Allows exactly the organisations whose name begins with "yes", and records the questions. */
async function echo(): Promise<{ url: string; questions: (Question & { authorization: string | undefined; path: string })[] }> {
  const questions: Awaited<ReturnType<typeof echo>>["questions"] = [];
  const url = await listen((request, response) => {
    void text(request).then((body) => {
      const question = JSON.parse(body) as Question;
      questions.push({ ...question, authorization: request.headers.authorization, path: `${request.method} ${request.url}` });
      const items = question.checks.map(({ organisationId }) => ({ allowed: organisationId.startsWith("yes"), because: [] }));
      response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify({ asOf: "2026-11-29T12:00:00Z", items }));
    });
  });
  return { url, questions };
}

it("sends the checks of one tick about one user as one request, and equal checks once", async () => {
  const { url, questions } = await echo();
  const admit = new Admit({ url, timeout: 10_000 });
  const organisations = Array.from({ length: 250 }, (_, i) => ({ organisationId: `${i % 2 ? "yes" : "no"}-${i}` }));
  const answers = await Promise.all([...organisations, ...organisations].map((scope) => admit.can(token, "billing:read", scope)));
  expect(answers).toEqual([...organisations, ...organisations].map(({ organisationId }) => organisationId.startsWith("yes")));
  expect(questions.map(({ checks }) => checks.length).sort()).toEqual([100, 100, 50].sort());
});

it("keeps users and ticks apart", async () => {
  const { url, questions } = await echo();
  const admit = new Admit({ url, timeout: 10_000 });
  await Promise.all([admit.can({ token: "ada" }, "billing:read", oslo), admit.can({ token: "grace" }, "billing:read", oslo)]);
  await admit.can({ token: "ada" }, "billing:read", oslo);
  expect(questions.map(({ authorization }) => authorization).sort()).toEqual(["Bearer ada", "Bearer ada", "Bearer grace"]);
});

it("does not answer any check when one of several requests fails", async () => {
  let requests = 0;
  const url = await listen((request, response) => {
    void text(request).then((body) => {
      if (++requests === 2) { problem(500, "internal")(request, response); return; }
      ok(JSON.stringify({ items: (JSON.parse(body) as Question).checks.map(() => ({ allowed: true })) }))(request, response);
    });
  });
  const admit = new Admit({ url, timeout: 10_000 });
  const answers = await Promise.allSettled(Array.from({ length: 101 }, (_, i) => admit.can(token, "billing:read", { organisationId: `yes-${i}` })));
  expect(answers.every(({ status }) => status === "rejected")).toBe(true);
});

it("names the user, or passes the token on", async () => {
  const { url, questions } = await echo();
  const admit = new Admit({ url: `${url}/`, token: async () => "program", timeout: 5000 });
  const scope = { organisationId: "yes", accountId: "sales" };
  const checks = [{ permission: "billing:read", ...scope }];
  for (const user of [{ token: "person" }, { id: "ada-id" }, { issuer: "issuer", subject: "ada" }]) expect(await admit.can(user, "billing:read", scope)).toBe(true);
  expect(questions).toEqual([
    { path: "POST /decisions", authorization: "Bearer person", checks },
    { path: "POST /decisions", authorization: "Bearer program", user: { id: "ada-id" }, checks },
    { path: "POST /decisions", authorization: "Bearer program", user: { issuer: "issuer", subject: "ada" }, checks },
  ]);
});

it.each([
  ["no user", undefined], ["null", null], ["an empty object", {}], ["an empty token", { token: "" }], ["an empty id", { id: "" }],
  ["no issuer", { subject: "ada" }], ["no subject", { issuer: "issuer" }], ["an empty subject", { issuer: "issuer", subject: "" }],
  ["two users", { token: "token", id: "ada-id" }], ["an id that is a number", { id: 7 }], ["a promise of a token", { token: Promise.resolve("token") }],
])("refuses a question about %s without asking", async (_, user) => {
  const { url, requests } = await admitAnswers(ok(allowed));
  expect(await ask({ url, token: () => "program" }, user as User)).toBe("refused");
  expect(requests()).toBe(0);
});

it.each([
  ["no permission", "", oslo], ["a permission that is a promise", Promise.resolve("billing:read"), oslo], ["no scope", "billing:read", undefined],
  ["no organisation", "billing:read", { accountId: "sales" }], ["an empty organisation", "billing:read", { organisationId: "" }],
  ["two organisations", "billing:read", { organisationId: ["oslo", "bergen"] }], ["two accounts", "billing:read", { organisationId: "oslo", accountId: ["a", "b"] }],
])("refuses a check with %s without asking", async (_, permission, scope) => {
  const { url, requests } = await admitAnswers(ok(allowed));
  await expect(new Admit({ url }).can(token, permission as string, scope as typeof oslo)).rejects.toMatchObject({ kind: "refused" });
  expect(requests()).toBe(0);
});

it.each([
  ["is empty", async () => ""], ["is no string", async () => undefined as unknown as string], ["fails", async () => { throw new Error("the token endpoint is down"); }],
  ["throws", () => { throw new Error("no secret"); }], ["never ends", () => new Promise<string>(() => {})],
])("does not ask when the token %s", async (_, program) => {
  const { url, requests } = await admitAnswers(ok(allowed));
  expect(await ask({ url, token: program, timeout: 100 }, { id: "ada-id" })).toBe("unavailable");
  expect(requests()).toBe(0);
});

it("refuses a question about a named user without a token to ask with", async () => {
  const { url } = await admitAnswers(ok(allowed));
  expect(await ask({ url }, { id: "ada-id" })).toBe("refused");
});

describe("a direct invocation", () => {
  it.each([
    ["allowed", async () => allowed, true],
    ["denied", async () => denied, false],
    ["refused", async () => '{"problem":{"type":"urn:admit:problem:invalid-request","title":"No","status":400,"detail":"No."}}', "refused"],
    ["unavailable", async () => '{"problem":{"type":"urn:admit:problem:unavailable","title":"No","status":503,"detail":"No."}}', "unavailable"],
    ["a crash", async () => '{"errorMessage":"out of memory","errorType":"Runtime.ExitError"}', "unavailable"],
    ["an error", async () => { throw new Error("Unhandled"); }, "unavailable"],
    ["an empty payload", async () => "", "unavailable"],
    ["nothing", async () => undefined as unknown as string, "unavailable"],
    ["no end", () => new Promise<string>(() => {}), "unavailable"],
  ])("with %s", async (_, invoke, want) => {
    const questions: string[] = [];
    const options: Options = { invoke: (question) => { questions.push(question); return invoke(); }, timeout: 100 };
    expect(await ask(options, { issuer: "issuer", subject: "ada" })).toBe(want);
    expect(questions[0]).toBe('{"user":{"issuer":"issuer","subject":"ada"},"checks":[{"permission":"billing:read","organisationId":"oslo"}]}');
    expect(await ask(options, token)).toBe("refused");
  });
});

it("needs one way to ask", () => {
  expect(() => new Admit({})).toThrow(TypeError);
  expect(() => new Admit({ url: "https://api.example.com", invoke: async () => allowed })).toThrow(TypeError);
});

it("is not a permission without await, which the compiler sees", async () => {
  const { url } = await admitAnswers(ok(denied));
  const admit = new Admit({ url });
  // @ts-expect-error A promise is always true.
  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the linter sees it, too
  const forgotten = admit.can(token, "billing:read", oslo) ? admit : undefined;
  expect(await forgotten?.can(token, "billing:read", oslo)).toBe(false);
});
