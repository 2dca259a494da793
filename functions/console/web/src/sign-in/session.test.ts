import { describe, expect, it, vi } from "vitest";
import { SignInRefused, SignInUnreachable, type Tokens } from "./provider.ts";
import { subjectOf } from "./claims.ts";
import { Session, SessionExpiredError } from "./session.ts";

vi.mock("../lib/settings.ts", () => ({ settings: { signIn: { clientId: "client", authorize: "https://sign-in.example/authorize", token: "https://sign-in.example/token", scope: "openid" } }, homeUrl: "https://admit.example/console", basePath: "/console" }));

const hour = 3_600_000;
let made = 0;
const tokens = (more: Partial<Tokens> = {}): Tokens => ({ access: `access-${++made}`, refresh: "refresh-2", expires: hour, ...more });

function scene(refreshTokens: (refresh: string) => Promise<Tokens>) {
  const store = { refresh: "refresh-1" as string | null, email: null as string | null };
  const clock = { now: 0 };
  const renewals = vi.fn(refreshTokens);
  return { store, clock, renewals, session: new Session(store, renewals, () => clock.now) };
}

describe("a session", () => {
  it("renews a token once for concurrent calls", async () => {
    const { session, renewals, store } = scene(async () => tokens());
    const given = await Promise.all([session.token(), session.token(), session.token()]);
    expect(new Set(given).size).toBe(1);
    expect(renewals).toHaveBeenCalledTimes(1);
    expect(store.refresh).toBe("refresh-2");
  });

  it("renews a token shortly before it expires, and not earlier", async () => {
    const { session, renewals, clock } = scene(async () => tokens());
    session.start(tokens());
    clock.now = hour - 61_000;
    await session.token();
    expect(renewals).not.toHaveBeenCalled();
    clock.now = hour - 60_000;
    await session.token();
    expect(renewals).toHaveBeenCalledTimes(1);
  });

  it("ignores a token that arrives after sign-out, and requests no other", async () => {
    let resolveSignIn: (given: Tokens) => void = () => {};
    const { session, store, renewals } = scene(() => new Promise<Tokens>((resolve) => (resolveSignIn = resolve)));
    const waiting = session.resume();
    session.clear();
    resolveSignIn(tokens());
    expect(await waiting).toBe(false);
    expect(store.refresh).toBeNull();
    await expect(session.token()).rejects.toThrow(SessionExpiredError);
    expect(session.expired).toBe(false);
    expect(renewals).toHaveBeenCalledTimes(1);
  });

  it("renews once for all calls that were refused with the same token", async () => {
    const { session, renewals } = scene(async () => tokens());
    session.start(tokens());
    const refused = await session.token();
    const [one, other] = await Promise.all([session.tokenAfter(refused), session.tokenAfter(refused)]);
    expect(one).toBe(other);
    expect(one).not.toBe(refused);
    expect(await session.tokenAfter(refused)).toBe(one);
    expect(renewals).toHaveBeenCalledTimes(1);
  });

  it("expires when the refresh token is refused, and calls resume after the next sign-in", async () => {
    const { session, store } = scene(async () => { throw new SignInRefused(); });
    const ends = vi.fn();
    session.subscribe(ends);
    const waiting = session.token();
    await vi.waitFor(() => expect(session.expired).toBe(true));
    expect(ends).toHaveBeenCalledTimes(1);
    expect(store.refresh).toBeNull();
    const again = tokens();
    session.start(again);
    expect(await waiting).toBe(again.access);
    expect(session.expired).toBe(false);
  });

  it("fails waiting calls when the user cancels, and asks again at the next call", async () => {
    const { session } = scene(async () => { throw new SignInRefused(); });
    const waiting = session.token();
    await vi.waitFor(() => expect(session.expired).toBe(true));
    session.cancel();
    await expect(waiting).rejects.toBeInstanceOf(SessionExpiredError);
    const next = session.token();
    await vi.waitFor(() => expect(session.expired).toBe(true));
    session.cancel();
    await expect(next).rejects.toBeInstanceOf(SessionExpiredError);
  });

  it("does not expire when the sign-in cannot be reached", async () => {
    const { session, store } = scene(async () => { throw new SignInUnreachable(); });
    await expect(session.token()).rejects.toBeInstanceOf(SignInUnreachable);
    expect(session.expired).toBe(false);
    expect(store.refresh).toBe("refresh-1");
  });
});

it("keeps the latest ID token for the sign-out", async () => {
  const { session } = scene(async () => tokens());
  session.start(tokens({ id: "first" }));
  expect(session.idToken).toBe("first");
  await session.resume(); // with tokens that have no ID token
  expect(session.idToken).toBe("first");
  session.start(tokens({ id: "second" }));
  expect(session.idToken).toBe("second");
  session.clear();
  expect(session.idToken).toBeUndefined();
});

it("knows the address of the user from the ID token", () => {
  const { session } = scene(async () => tokens());
  expect(session.email).toBeUndefined();
  session.start(tokens({ id: `h.${Buffer.from('{"email":"ada@example.com"}').toString("base64url")}.s` }));
  expect(session.email).toBe("ada@example.com");
});

it("knows the address after the session has ended, and forgets it at sign-out", async () => {
  const { session, store } = scene(async () => { throw new SignInRefused(); });
  store.email = "ada@example.com"; // from before a reload
  expect(await session.resume()).toBe(false);
  expect(session.email).toBe("ada@example.com");
  session.clear();
  expect(session.email).toBeUndefined();
});

it("reads the subject of a token", () => {
  expect(subjectOf(`h.${Buffer.from('{"sub":"ada-ø?>"}').toString("base64url")}.s`)).toBe("ada-ø?>");
  expect(subjectOf(`h.${Buffer.from('{"sub":"ada"}').toString("base64url")}.s`)).toBe("ada");
  expect(subjectOf("none")).toBeUndefined();
  expect(subjectOf("a.%.c")).toBeUndefined();
});
