// The OpenID Connect provider: the authorization code flow of the hosted sign-in.

import { homeUrl, settings } from "../lib/settings.ts";

export interface Tokens {
  readonly access: string;
  /** Absent if the refresh token that was used stays valid. */
  readonly refresh?: string;
  /** In milliseconds since 1970. */
  readonly expires: number;
}

/** The provider refused the code or token. A retry with the same one is useless. */
export class SignInRefused extends Error {}

/** The provider could not be reached, or failed. */
export class SignInUnreachable extends Error {}

export function authorizeUrl(state: string, challenge: string): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: settings.clientId,
    redirect_uri: homeUrl,
    scope: "openid email profile",
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  return `${settings.signInUrl}/oauth2/authorize?${query.toString()}`;
}

export function logoutUrl(): string {
  return `${settings.signInUrl}/logout?${new URLSearchParams({ client_id: settings.clientId, logout_uri: homeUrl }).toString()}`;
}

export function exchange(code: string, verifier: string): Promise<Tokens> {
  return requestTokens({ grant_type: "authorization_code", redirect_uri: homeUrl, code, code_verifier: verifier });
}

export function refreshTokens(refresh: string): Promise<Tokens> {
  return requestTokens({ grant_type: "refresh_token", refresh_token: refresh });
}

/** Revokes a refresh token. The request outlives the page, and its result is ignored. */
export function revoke(refresh: string): void {
  const body = new URLSearchParams({ client_id: settings.clientId, token: refresh });
  fetch(`${settings.signInUrl}/oauth2/revoke`, { method: "POST", body, keepalive: true }).catch(() => undefined);
}

async function requestTokens(form: Record<string, string>): Promise<Tokens> {
  const asked = Date.now();
  const body = new URLSearchParams({ client_id: settings.clientId, ...form });
  const answer = await fetch(`${settings.signInUrl}/oauth2/token`, { method: "POST", body }).catch((cause: unknown) => {
    throw new SignInUnreachable("the sign-in cannot be reached", { cause });
  });
  if (answer.status >= 500 || answer.status === 429) throw new SignInUnreachable(`the sign-in answered ${answer.status}`);
  if (!answer.ok) throw new SignInRefused(`the sign-in answered ${answer.status}`);
  const given = (await answer.json()) as { access_token: string; refresh_token?: string; expires_in: number };
  return { access: given.access_token, refresh: given.refresh_token, expires: asked + given.expires_in * 1000 };
}
