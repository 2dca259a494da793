// What the console asks of the hosted sign-in: OpenID Connect's code flow.

import { home, settings } from "../settings.ts";

export interface Tokens {
  readonly access: string;
  /** Absent where the one that was used stays good. */
  readonly refresh?: string;
  /** In milliseconds since 1970. */
  readonly expires: number;
}

/** The sign-in said no. Another try with the same code or token is in vain. */
export class SignInRefused extends Error {}

/** The sign-in could not be reached, or could not answer. */
export class SignInUnreachable extends Error {}

export function authorizeAddress(state: string, challenge: string): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: settings.clientId,
    redirect_uri: home,
    scope: "openid email profile",
    state,
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  return `${settings.signInUrl}/oauth2/authorize?${query.toString()}`;
}

export function logoutAddress(): string {
  return `${settings.signInUrl}/logout?${new URLSearchParams({ client_id: settings.clientId, logout_uri: home }).toString()}`;
}

export function exchange(code: string, verifier: string): Promise<Tokens> {
  return askForTokens({ grant_type: "authorization_code", redirect_uri: home, code, code_verifier: verifier });
}

export function renew(refresh: string): Promise<Tokens> {
  return askForTokens({ grant_type: "refresh_token", refresh_token: refresh });
}

/** Ends what a refresh token is good for. It outlives the page, and nobody waits for it. */
export function revoke(refresh: string): void {
  const body = new URLSearchParams({ client_id: settings.clientId, token: refresh });
  fetch(`${settings.signInUrl}/oauth2/revoke`, { method: "POST", body, keepalive: true }).catch(() => undefined);
}

async function askForTokens(form: Record<string, string>): Promise<Tokens> {
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
