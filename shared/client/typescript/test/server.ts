import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export const allowed = JSON.stringify({
  asOf: "2026-11-29T12:00:00Z",
  items: [{
    allowed: true,
    because: [{
      role: { id: "organisation-admin", name: "Organisation Admin" }, scope: { organisationId: "oslo" },
      grantedBy: { userId: "ada-id", name: "Ada" }, grantedAt: "2026-11-28T12:00:00Z",
    }],
  }],
});
export const denied = JSON.stringify({ asOf: "2026-11-29T12:00:00Z", items: [{ allowed: false, because: [] }] });

/** Serves on loopback until the test ends. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers the first request with the first listener, and so on, and repeats the last. */
export async function admitAnswers(...listeners: RequestListener[]): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const url = await listen((request, response) => listeners[Math.min(requests++, listeners.length - 1)]!(request, response));
  return { url, requests: () => requests };
}

export function answer(status: number, contentType: string, body: string | Uint8Array, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => response.writeHead(status, { "Content-Type": contentType, ...headers }).end(body);
}

export const ok = (body: string) => answer(200, "application/json", body);

export function problem(status: number, name: string, headers: Record<string, string> = {}): RequestListener {
  return answer(status, "application/problem+json", JSON.stringify({ type: `urn:admit:problem:${name}`, title: "No", status, detail: "Because.", instance: "request-1" }), headers);
}

/** Closes the connection after a part of the answer, or after nothing. */
export function hangUp(part: string): RequestListener {
  return (request, response) => {
    if (part === "") return void request.socket.destroy();
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "10000" });
    response.write(part, () => request.socket.destroy());
  };
}

export const silence: RequestListener = () => {};
