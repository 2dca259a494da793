// Proof Key for Code Exchange (RFC 7636): only the client that started the sign-in can
// exchange its code for tokens. The nonce does the same for the ID token.

export interface Proof {
  readonly verifier: string;
  readonly challenge: string;
  readonly nonce: string;
}

export async function newProof(): Promise<Proof> {
  const verifier = randomText();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, challenge: base64url(new Uint8Array(digest)), nonce: randomText() };
}

/** Returns 256 random bits. */
export function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
