import { expect, it } from "vitest";
import { product } from "../example/invoices.ts";
import { Admit } from "../src/client.ts";
import { admitAnswers, allowed, denied, listen, ok } from "./server.ts";

const headers = { Authorization: "Bearer token" };

it("shows the invoices to whom Admit allows it, and to nobody else", async () => {
  const admit = await admitAnswers(ok(allowed), ok(denied));
  const app = await listen(product(new Admit({ url: admit.url, timeout: 5000 })));
  const response = await fetch(`${app}/organisations/oslo/invoices`, { headers });
  expect(await response.text()).toBe("Invoices, for the Organisation Admin.");
  expect((await fetch(`${app}/organisations/oslo/invoices`, { headers })).status).toBe(403);
  expect((await fetch(`${app}/organisations/oslo/invoices`)).status).toBe(401);
});

it("asks for both buttons in one request", async () => {
  const admit = await admitAnswers(ok('{"asOf":"2026-11-29T12:00:00Z","items":[{"allowed":false,"because":[]},{"allowed":true,"because":[]}]}'));
  const app = await listen(product(new Admit({ url: admit.url, timeout: 5000 })));
  expect(await (await fetch(`${app}/organisations/oslo/buttons`, { headers })).json()).toEqual({ buy: false, invoices: true });
  expect(admit.requests()).toBe(1);
});
