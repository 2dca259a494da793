// Parses typed or pasted email addresses.

/** The addresses of an input. */
export interface Addresses {
  /** Addresses to invite, without duplicates, as they were typed first. */
  readonly valid: readonly string[];
  /** Words that are not email addresses. */
  readonly invalid: readonly string[];
  /** Addresses that are listed more than once. They are invited once. */
  readonly duplicates: readonly string[];
}

// Email programs write: "Lovelace, Ada" <ada@example.com>, Grace <grace@example.com>
const tokens = /"[^"\n]*"|<[^<>\n]*>|[,;\n]|[^\s,;"<>]+/g;

/** Invisible format characters, which are often copied along with an address. */
const invisible = /^\p{Cf}+|\p{Cf}+$/gu;

/** Splits a list into words. Names before an address in brackets are left out. */
export function splitAddresses(text: string): readonly string[] {
  const words: string[] = [];
  let name = 0; // index of the first word that may be part of a name
  for (const [found] of text.matchAll(tokens)) {
    const inner = found.slice(1, -1).split(/[\s,;]+/).filter(Boolean);
    if (found.startsWith("<")) {
      words.push(...words.splice(name).filter((word) => word.includes("@") && !inner.includes(word)), ...inner);
      name = words.length;
    } else if (found.startsWith('"')) words.push(...inner);
    else if (/[,;\n]/.test(found)) name = words.length;
    else words.push(found);
  }
  return words.map((word) => word.replaceAll(invisible, "")).filter(Boolean);
}

/** Parses a list. While the user is typing, the last word may be an incomplete address and is not reported as invalid. */
export function parseAddresses(text: string, typing = false): Addresses {
  const words = splitAddresses(text);
  const valid = new Map<string, string>();
  const duplicates = new Map<string, string>();
  const invalid: string[] = [];
  for (const [at, word] of words.entries()) {
    const key = keyOf(word);
    if (!isAddress(word)) {
      const unfinished = typing && at === words.length - 1 && text.endsWith(word);
      if (!unfinished) invalid.push(word);
    } else if (valid.has(key)) duplicates.set(key, valid.get(key) ?? word);
    else valid.set(key, word);
  }
  return { valid: [...valid.values()], invalid, duplicates: [...duplicates.values()] };
}

/** Whether the word has the form of an email address. The API decides whether it can be invited. */
function isAddress(word: string): boolean {
  return /^[^\s@"<>()]{1,64}@[^\s@"<>()]+\.[^\s@"<>().]+$/.test(word) && new TextEncoder().encode(word).length <= 254;
}

/** Returns the same key for spellings of one address. */
function keyOf(word: string): string {
  return word.normalize("NFC").toLowerCase();
}
