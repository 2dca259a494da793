import { beforeEach, expect, it, vi } from "vitest";

vi.mock("../lib/settings.ts", () => ({
  settings: { signIn: { clientId: "client", scope: "openid", authorize: "https://sign-in.example/authorize", token: "https://sign-in.example/token" } },
  homeUrl: "https://admit.example/console", basePath: "/console",
}));

const stored = new Map<string, string>();
const went = { to: new URL("https://admit.example/") };
vi.stubGlobal("sessionStorage", { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => stored.set(key, value), removeItem: (key: string) => stored.delete(key) });
vi.stubGlobal("location", { search: "", hash: "", pathname: "/console/me", href: "https://admit.example/console/me", assign: (to: string) => { went.to = new URL(to); } });

const { resolveSignIn } = await import("./sign-in.ts");
const parameters = () => Object.fromEntries([...went.to.searchParams].filter(([name]) => name === "login_hint" || name === "prompt"));

beforeEach(() => stored.clear());

it("asks who signs in after a registration, with their address, whoever was signed in before", async () => {
  stored.set("admit.registered", "ada@example.com").set("admit.refresh-token", "of Eve").set("admit.email", "eve@example.com");
  expect(await resolveSignIn()).toBe("redirecting");
  expect(parameters()).toEqual({ login_hint: "ada@example.com", prompt: "login" });
  expect(stored.has("admit.refresh-token")).toBe(false);
  await resolveSignIn();
  expect(parameters(), "only the first sign-in asks").toEqual({ login_hint: "ada@example.com" });
});

it("passes the address on after the session has ended", async () => {
  stored.set("admit.email", "ada@example.com").set("admit.refresh-token", "revoked");
  vi.spyOn(globalThis, "fetch").mockResolvedValueOnce(new Response("{}", { status: 400 }));
  expect(await resolveSignIn()).toBe("redirecting");
  expect(parameters()).toEqual({ login_hint: "ada@example.com" });
});

it("knows nobody at first", async () => {
  await resolveSignIn();
  expect(parameters()).toEqual({});
});
