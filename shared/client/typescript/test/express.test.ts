import { type RequestListener, request as send } from "node:http";
import { text } from "node:stream/consumers";
import express, { type Request } from "express";
import { expect, it } from "vitest";
import { Admit } from "../src/client.ts";
import { decisionOf, type FoundScope, guard } from "../src/express.ts";
import { admitAnswers, allowed, answer, denied, hangUp, listen, ok, problem } from "./server.ts";

const quiet = () => {};
const fromPath = (request: Request): FoundScope => ({ organisationId: request.params["organisation"], accountId: request.query["account"] });

/** Sends a request whose headers may repeat, which fetch cannot do. */
async function call(url: string, method = "GET", authorization: string[] = ["Bearer token"]) {
  return await new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    send(url, { method, headers: { Authorization: authorization } }, (response) => {
      void text(response).then((body) => { resolve({ status: response.statusCode ?? 0, headers: response.headers, body }); });
    }).on("error", reject).end();
  });
}

interface Call {
  readonly method?: string;
  readonly authorization?: string[];
  readonly query?: string;
  readonly scope?: (request: Request) => FoundScope | Promise<FoundScope>;
}

it.each<[string, RequestListener, Call, number]>([
  ["allowed", ok(allowed), {}, 200],
  ["allowed POST", ok(allowed), { method: "POST", authorization: ["bearer token"] }, 200],
  ["allowed after a slow scope", ok(allowed), { scope: async (r: Request) => { await new Promise((f) => setTimeout(f, 10)); return fromPath(r); } }, 200],
  ["denied", ok(denied), {}, 403],
  ["denied HEAD", ok(denied), { method: "HEAD" }, 403],
  ["denied OPTIONS", ok(denied), { method: "OPTIONS" }, 403],
  ["OPTIONS without a token", ok(allowed), { method: "OPTIONS", authorization: [] }, 401],
  ["no token", ok(allowed), { authorization: [] }, 401],
  ["an empty token", ok(allowed), { authorization: ["Bearer "] }, 401],
  ["another scheme", ok(allowed), { authorization: ["Basic dXNlcjpwYXNz"] }, 401],
  ["no scheme", ok(allowed), { authorization: ["token"] }, 401],
  ["two tokens", ok(allowed), { authorization: ["Bearer token, Bearer other"] }, 401],
  ["two headers", ok(allowed), { authorization: ["Bearer token", "Bearer other"] }, 401],
  ["a token that expired", answer(401, "application/json", '{"message":"Unauthorized"}'), {}, 401],
  ["a token of a program", problem(403, "machine-client"), {}, 403],
  ["no organisation", ok(allowed), { scope: () => ({ organisationId: "" }) }, 400],
  ["a misspelt parameter", ok(allowed), { scope: (r: Request) => ({ organisationId: r.params["organization"] }) }, 400],
  ["two accounts", ok(allowed), { query: "?account=a&account=b" }, 400],
  ["a promise of an organisation that is not awaited", ok(allowed), { scope: () => ({ organisationId: Promise.resolve("oslo") }) }, 400],
  ["a scope function that throws", ok(allowed), { scope: () => { throw new Error("no database"); } }, 500],
  ["a scope function that rejects", ok(allowed), { scope: async () => { throw new Error("no database"); } }, 500],
  ["a scope function without a result", ok(allowed), { scope: () => undefined as unknown as FoundScope }, 500],
  ["an unknown permission", problem(400, "invalid-request"), {}, 500],
  ["unavailable", problem(503, "unavailable", { "Retry-After": "7" }), {}, 503],
  ["a page of a proxy", answer(200, "text/html", "true"), {}, 503],
  ["no answer", hangUp(""), {}, 503],
])(
  "calls the handler only with a permission: %s", async (_, listener, { method = "GET", authorization, query = "", scope = fromPath }, status) => {
    const { url } = await admitAnswers(listener);
    let called = 0;
    const app = express();
    app.all("/:organisation/invoices", guard(new Admit({ url, timeout: 5000 }), "billing:read", scope, quiet), (request, response) => {
      called++;
      response.json(decisionOf(request).because[0]?.role.id);
    });
    const response = await call(`${await listen(app)}/oslo/invoices${query}`, method, authorization);
    expect(response.status).toBe(status);
    expect(called).toBe(status === 200 ? 1 : 0);
    if (status === 200) expect(response.body).toBe('"organisation-admin"');
    else if (method !== "HEAD") expect(JSON.parse(response.body)).toMatchObject({ type: expect.stringMatching(/^urn:admit:problem:/) as string, status });
    expect(response.headers["www-authenticate"]).toBe(status === 401 ? "Bearer" : undefined);
    expect(response.headers["retry-after"] !== undefined).toBe(status === 503);
    if (status !== 200) expect(response.headers).toMatchObject({ "content-type": "application/problem+json", "cache-control": "no-store" });
  });

it("refuses everything when it is used before the route knows its parameters", async () => {
  const { url } = await admitAnswers(ok(allowed));
  const app = express();
  app.use(guard(new Admit({ url }), "billing:read", fromPath, quiet));
  app.get("/:organisation/invoices", (_, response) => void response.send("invoices"));
  expect((await call(`${await listen(app)}/oslo/invoices`)).status).toBe(400);
});

it("refuses everything when it is passed on without being called", async () => {
  const app = express();
  app.get("/invoices", guard as unknown as express.RequestHandler, (_, response) => void response.send("invoices"));
  app.use(((_error, _request, response, _next) => void response.status(500).end()) as express.ErrorRequestHandler);
  expect((await call(`${await listen(app)}/invoices`)).status).toBe(500);
});

it("has no decision for a request that no guard passed on", () => {
  expect(() => decisionOf({})).toThrow("no guard");
});

it("leaves an error of the handler to Express", async () => {
  const { url } = await admitAnswers(ok(allowed));
  const app = express();
  app.get("/:organisation", guard(new Admit({ url }), "billing:read", fromPath), () => { throw new Error("out of invoices"); });
  app.use(((error: Error, _request, response, _next) => void response.status(500).send(error.message)) as express.ErrorRequestHandler);
  expect(await call(`${await listen(app)}/oslo`)).toMatchObject({ status: 500, body: "out of invoices" });
});

it("works with node:http, too", async () => {
  const { url } = await admitAnswers(ok(allowed), ok(denied));
  const check = guard(new Admit({ url, timeout: 5000 }), "billing:read", () => ({ organisationId: "oslo" }));
  const product = await listen((request, response) => void check(request, response, () => response.end("invoices")));
  expect(await call(product)).toMatchObject({ status: 200, body: "invoices" });
  expect((await call(product)).status).toBe(403);
});

it("logs why it could not decide, without the token", async () => {
  const { url } = await admitAnswers(problem(400, "invalid-request"));
  const lines: string[] = [];
  const app = express();
  app.get("/:organisation", guard(new Admit({ url }), "billing:raed", fromPath, (message, error) => lines.push(`${message}: ${String(error)}`)));
  await call(`${await listen(app)}/oslo`, "GET", ["Bearer secret"]);
  expect(lines).toEqual([expect.stringContaining("invalid-request")]);
  expect(lines.join()).not.toContain("secret");
});

it.each([["", fromPath], ["billing", fromPath], ["billing:*", fromPath], [undefined, fromPath], ["billing:read", undefined]])("throws when it is made with wrong arguments: %s", (permission, scope) => {
  expect(() => guard(new Admit({ url: "https://api.example.com" }), permission!, scope!)).toThrow(TypeError);
});
