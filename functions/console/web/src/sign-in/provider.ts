// The OpenID Connect provider: the authorization code flow with PKCE, and sign-out.

import { homeUrl, settings } from "../lib/settings.ts";
import { claimsOf } from "./claims.ts";
import type { Proof } from "./pkce.ts";

export interface Tokens {
  readonly access: string;
  /** Absent if the refresh token that was used stays valid, and if the provider gives none. */
  readonly refresh?: string;
  /** The ID token. Only the sign-out needs it. */
  readonly id?: string;
  /** In milliseconds since 1970. */
  readonly expires: number;
}

/** The provider refused the code or token. A retry with the same one is useless. */
export class SignInRefused extends Error {}

/** The provider could not be reached, or failed. */
export class SignInUnreachable extends Error {}

/** Whether the provider can end its session. Otherwise it signs the same user in again without asking. */
export const hasSignOut = (): boolean => Boolean(settings.signIn.logout ?? settings.signIn.endSession);

export interface SignInOptions {
  /** The provider asks for the credentials even if it has a session. */
  readonly ask?: boolean;
  /** The email address of the user who probably signs in. */
  readonly hint?: string;
}

/** Returns the address of the sign-in. */
export function authorizeUrl(state: string, { challenge, nonce }: Proof, { ask = false, hint }: SignInOptions = {}): string {
  const { authorize, clientId, scope, parameters } = settings.signIn;
  return withQuery(authorize, {
    response_type: "code",
    client_id: clientId,
    redirect_uri: homeUrl,
    scope,
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...Object.fromEntries(new URLSearchParams(parameters)),
    ...(hint && { login_hint: hint }),
    ...(ask && { prompt: "login" }),
  });
}

/** Returns the address that ends the provider's session, if it has one. It returns to the console. */
export function logoutUrl(idToken?: string): string | undefined {
  const { clientId, logout, endSession } = settings.signIn;
  if (logout) return withQuery(logout, { client_id: clientId, logout_uri: homeUrl });
  if (!endSession) return undefined;
  return withQuery(endSession, { client_id: clientId, post_logout_redirect_uri: homeUrl, ...(idToken && { id_token_hint: idToken }) });
}

/** Exchanges a code for tokens. It refuses an ID token that is not of the sign-in that the proof began. */
export async function exchange(code: string, { verifier, nonce }: Pick<Proof, "verifier" | "nonce">): Promise<Tokens> {
  const tokens = await requestTokens({ grant_type: "authorization_code", redirect_uri: homeUrl, code, code_verifier: verifier });
  if (tokens.id !== undefined && claimsOf(tokens.id)?.nonce !== nonce) throw new SignInRefused("the ID token is of another sign-in");
  return tokens;
}

export function refreshTokens(refresh: string): Promise<Tokens> {
  return requestTokens({ grant_type: "refresh_token", refresh_token: refresh });
}

/** Revokes a refresh token. The request outlives the page, and its result is ignored. */
export function revoke(refresh: string): void {
  const { revoke: endpoint, clientId } = settings.signIn;
  if (!endpoint) return;
  const body = new URLSearchParams({ client_id: clientId, token: refresh });
  fetch(endpoint, { method: "POST", body, keepalive: true }).catch(() => undefined);
}

async function requestTokens(form: Record<string, string>): Promise<Tokens> {
  const asked = Date.now();
  const { token, clientId } = settings.signIn;
  const body = new URLSearchParams({ client_id: clientId, ...form });
  const answer = await fetch(token, { method: "POST", body }).catch((cause: unknown) => {
    throw new SignInUnreachable("the sign-in cannot be reached", { cause });
  });
  if (answer.status >= 500 || answer.status === 429) throw new SignInUnreachable(`the sign-in answered ${answer.status}`);
  if (!answer.ok) throw new SignInRefused(`the sign-in answered ${answer.status}`);
  const given = (await answer.json()) as { access_token: string; refresh_token?: string; id_token?: string; expires_in: number };
  return { access: given.access_token, refresh: given.refresh_token, id: given.id_token, expires: asked + given.expires_in * 1000 };
}

/** Adds parameters to an endpoint, whose address may have a query already. */
function withQuery(endpoint: string, query: Record<string, string>): string {
  const address = new URL(endpoint);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  return address.href;
}
