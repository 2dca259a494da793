/** The claims of a token that the console reads. The API validates tokens; the console only compares them. */
export interface Claims {
  readonly sub?: string;
  readonly nonce?: string;
  readonly email?: string;
}

/** Returns the claims of a token, or undefined if it is not a JWT. */
export function claimsOf(token: string): Claims | undefined {
  const payload = token.split(".")[1];
  if (!payload) return undefined;
  try {
    const octets = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (octet) => octet.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(octets)) as Claims;
  } catch {
    return undefined;
  }
}

export const subjectOf = (token: string): string | undefined => claimsOf(token)?.sub;
