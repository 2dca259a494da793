import { afterEach, describe, expect, it, vi } from "vitest";
import type { SignInSettings } from "../lib/settings.ts";
import { authorizeUrl, exchange, hasSignOut, logoutUrl, refreshTokens, revoke, SignInRefused, SignInUnreachable } from "./provider.ts";

const provider = vi.hoisted(() => ({ signIn: {} }));
vi.mock("../lib/settings.ts", () => ({ settings: provider, homeUrl: "https://admit.example/console" }));

const cognito: SignInSettings = {
  clientId: "client", scope: "openid email profile", authorize: "https://localhost.localstack.cloud:4566/_aws/cognito-idp/oauth2/authorize",
  token: "https://localhost.localstack.cloud:4566/_aws/cognito-idp/oauth2/token", logout: "https://localhost.localstack.cloud:4566/_aws/cognito-idp/logout",
  revoke: "https://localhost.localstack.cloud:4566/_aws/cognito-idp/oauth2/revoke",
};
const other: SignInSettings = {
  clientId: "pages", scope: "openid email offline_access", authorize: "https://login.example/authorize?p=policy", token: "https://login.example/token",
  endSession: "https://login.example/logout?p=policy", parameters: "audience=https%3A%2F%2Fadmit.example&prompt=select_account",
};
const bare: SignInSettings = { clientId: "pages", scope: "openid", authorize: "https://login.example/authorize", token: "https://login.example/token" };
const use = (settings: SignInSettings) => {
  provider.signIn = { ...settings };
};

const proof = { verifier: "verifier", challenge: "challenge", nonce: "nonce" };
const idToken = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
const answering = (...answers: Response[]) => {
  const asked = vi.spyOn(globalThis, "fetch");
  for (const answer of answers) asked.mockResolvedValueOnce(answer);
  return asked;
};

afterEach(() => vi.restoreAllMocks());

describe("the sign-in", () => {
  it("is the code flow with PKCE and a nonce", () => {
    use(other);
    const address = new URL(authorizeUrl("state", proof));
    expect(address.origin + address.pathname).toBe("https://login.example/authorize");
    expect(Object.fromEntries(address.searchParams)).toEqual({
      p: "policy", response_type: "code", client_id: "pages", redirect_uri: "https://admit.example/console", scope: "openid email offline_access",
      state: "state", nonce: "nonce", code_challenge: "challenge", code_challenge_method: "S256", audience: "https://admit.example", prompt: "select_account",
    });
  });

  it("asks for the credentials where it must", () => {
    use(bare);
    expect(new URL(authorizeUrl("state", proof)).searchParams.has("prompt")).toBe(false);
    expect(new URL(authorizeUrl("state", proof, { ask: true })).searchParams.get("prompt")).toBe("login");
  });

  it("names the user who signs in again", () => {
    use(bare);
    expect(new URL(authorizeUrl("state", proof, { hint: "ada@example.com" })).searchParams.get("login_hint")).toBe("ada@example.com");
    expect(new URL(authorizeUrl("state", proof, { hint: undefined })).searchParams.has("login_hint")).toBe(false);
  });

  it("may have a path", async () => {
    use(cognito);
    expect(authorizeUrl("state", proof).startsWith(`${cognito.authorize}?`)).toBe(true);
    const asked = answering(Response.json({ access_token: "a", expires_in: 1 }));
    await exchange("code", proof);
    expect(asked).toHaveBeenCalledWith(cognito.token, expect.objectContaining({ method: "POST" }));
  });
});

describe("the sign-out", () => {
  it("is RP-initiated logout, with the ID token if there is one", () => {
    use(other);
    expect(hasSignOut()).toBe(true);
    expect(Object.fromEntries(new URL(logoutUrl("e.y.J") ?? "").searchParams)).toEqual({
      p: "policy", client_id: "pages", post_logout_redirect_uri: "https://admit.example/console", id_token_hint: "e.y.J",
    });
    expect(new URL(logoutUrl() ?? "").searchParams.has("id_token_hint")).toBe(false);
  });

  it("is Cognito's own for a user pool", () => {
    use(cognito);
    expect(hasSignOut()).toBe(true);
    const address = new URL(logoutUrl("e.y.J") ?? "");
    expect(address.origin + address.pathname).toBe(cognito.logout);
    expect(Object.fromEntries(address.searchParams)).toEqual({ client_id: "client", logout_uri: "https://admit.example/console" });
  });

  it("is here only if the provider has none", () => {
    use(bare);
    expect(hasSignOut()).toBe(false);
    expect(logoutUrl("e.y.J")).toBeUndefined();
  });

  it("revokes the refresh token where the provider can", () => {
    const asked = answering(new Response());
    use(bare);
    revoke("refresh");
    expect(asked).not.toHaveBeenCalled();
    use(cognito);
    revoke("refresh");
    expect(asked).toHaveBeenCalledWith(cognito.revoke, expect.objectContaining({ keepalive: true }));
  });
});

describe("the tokens", () => {
  it("are of this sign-in", async () => {
    use(other);
    answering(Response.json({ access_token: "a", refresh_token: "r", id_token: idToken({ nonce: "nonce" }), expires_in: 60 }));
    expect(await exchange("code", proof)).toMatchObject({ access: "a", refresh: "r", id: idToken({ nonce: "nonce" }) });
    for (const claims of [{ nonce: "other" }, {}]) {
      answering(Response.json({ access_token: "a", id_token: idToken(claims), expires_in: 60 }));
      await expect(exchange("code", proof)).rejects.toBeInstanceOf(SignInRefused);
    }
  });

  it("may be renewed with an ID token that has no nonce", async () => {
    use(other);
    answering(Response.json({ access_token: "a", id_token: idToken({}), expires_in: 60 }));
    expect(await refreshTokens("refresh")).toMatchObject({ access: "a" });
  });

  it("are refused, or cannot be had now", async () => {
    use(other);
    answering(new Response("", { status: 400 }), new Response("", { status: 503 }));
    await expect(refreshTokens("refresh")).rejects.toBeInstanceOf(SignInRefused);
    await expect(refreshTokens("refresh")).rejects.toBeInstanceOf(SignInUnreachable);
  });
});
