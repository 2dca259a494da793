// Mail addresses as they are typed or pasted: one, or a list of them.

/** What was typed, taken apart. */
export interface Addresses {
  /** Those to invite, each once, as they were typed first. */
  readonly good: readonly string[];
  /** What is no address. */
  readonly wrong: readonly string[];
  /** What stands there more than once; it is invited once. */
  readonly twice: readonly string[];
}

// A mail program writes: "Lovelace, Ada" <ada@example.com>, Grace <grace@example.com>
const piece = /"[^"\n]*"|<[^<>\n]*>|[,;\n]|[^\s,;"<>]+/g;

/** What nobody sees, and what comes along when an address is copied. */
const unseen = /^\p{Cf}+|\p{Cf}+$/gu;

/** The words of a list. Names before an address in brackets are left out. */
export function split(text: string): readonly string[] {
  const words: string[] = [];
  let name = 0; // where the words begin that may turn out to be one
  for (const [found] of text.matchAll(piece)) {
    const inner = found.slice(1, -1).split(/[\s,;]+/).filter(Boolean);
    if (found.startsWith("<")) {
      words.push(...words.splice(name).filter((word) => word.includes("@") && !inner.includes(word)), ...inner);
      name = words.length;
    } else if (found.startsWith('"')) words.push(...inner);
    else if (/[,;\n]/.test(found)) name = words.length;
    else words.push(found);
  }
  return words.map((word) => word.replaceAll(unseen, "")).filter(Boolean);
}

/** Judges a list. While it is being typed, its last word may be the beginning of an address. */
export function judge(text: string, typing = false): Addresses {
  const words = split(text);
  const good = new Map<string, string>();
  const twice = new Map<string, string>();
  const wrong: string[] = [];
  for (const [at, word] of words.entries()) {
    const key = keyOf(word);
    if (!isAddress(word)) {
      const unfinished = typing && at === words.length - 1 && text.endsWith(word);
      if (!unfinished) wrong.push(word);
    } else if (good.has(key)) twice.set(key, good.get(key) ?? word);
    else good.set(key, word);
  }
  return { good: [...good.values()], wrong, twice: [...twice.values()] };
}

/** Whether it has the form of an address. Whether it may be invited is for the API to say. */
function isAddress(word: string): boolean {
  return /^[^\s@"<>()]{1,64}@[^\s@"<>()]+\.[^\s@"<>().]+$/.test(word) && new TextEncoder().encode(word).length <= 254;
}

/** The same for spellings that are one address. */
function keyOf(word: string): string {
  return word.normalize("NFC").toLowerCase();
}
