// Parses people in a list, as email programs write it: "Lovelace, Ada" <ada@example.com>; Grace <grace@example.com>

import { addressIn, addressKey } from "./address.ts";
import { type Entry, noName } from "./entry.ts";
import { parseName } from "./parse-name.ts";

const tokens = /"[^"\n]*"|<[^<>\n]*>|\([^()\n]*@[^()\n]*\)|\[[^[\]\n]*@[^[\]\n]*\]|[,;\n]|[^\s,;"<>]+|[<>"]/g;

/** A word, a quoted text, a text in brackets or a separator, and where it is. */
interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Returns the people of a list that begins at an offset of a larger text. */
export function parseList(text: string, offset = 0): readonly Entry[] {
  const list = new List(text, offset);
  for (const match of text.matchAll(tokens)) list.add({ text: match[0], start: match.index, end: match.index + match[0].length });
  list.flush();
  return list.entries;
}

class List {
  readonly entries: Entry[] = [];
  /** Words and commas that may be a name, since the last address or separator. */
  #pending: Token[] = [];
  /** The last entry, if it is an address without brackets and nothing follows it yet. */
  #bare: Entry | undefined;
  readonly #text: string;
  readonly #offset: number;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
  }

  add(token: Token): void {
    const { text } = token;
    if (/^[;\n]$/.test(text)) this.flush();
    else if (text === ",") this.#comma(token);
    else if (!text.includes("@")) this.#word(token);
    else if (/^(?:<.*>|\(.*\)|\[.*\])$/.test(text)) this.#bracket(token);
    else if (text.startsWith('"')) this.#quoted(token);
    else this.#address(token);
  }

  #comma(token: Token): void {
    if (this.#pending.length > 0) this.#pending.push(token);
    this.#bare = undefined;
  }

  #word(token: Token): void {
    const bullet = this.#pending.length === 0 && /^(?:\d{1,4}[.)]|[^\p{L}\p{N}]+)$/u.test(token.text);
    if (!bullet && /[^\s"<>]/.test(token.text)) this.#pending.push(token);
  }

  /** A name may be before an address in brackets, with a comma in it. So may the address itself. */
  #bracket(token: Token): void {
    const bare = this.#pending.length === 0 ? this.#bare : undefined;
    const [first, ...others] = inner(token);
    if (!first) return;
    const email = addressIn(first.text);
    if (bare?.email !== undefined && email !== undefined && others.length === 0 && addressKey(bare.email) === addressKey(email)) {
      this.entries.splice(-1, 1, { ...bare, ...this.#cut(bare.start - this.#offset, token.end) });
    } else if (email === undefined) {
      this.flush();
      this.#push(undefined, first);
    } else {
      const name = this.#pending;
      this.#pending = [];
      this.#push(email, { ...token, start: name[0]?.start ?? token.start }, name);
    }
    others.forEach((one) => this.#push(addressIn(one.text), one));
    this.#bare = undefined;
  }

  #quoted(token: Token): void {
    const words = inner(token);
    const [only] = words;
    for (const word of words) {
      if (word === only && words.length === 1) this.#address({ ...token, text: only.text });
      else if (word.text.includes("@")) this.#address(word);
      else this.#pending.push(word);
    }
  }

  /** A name may be before an address without brackets, but no comma. */
  #address(token: Token): void {
    const comma = this.#pending.findLastIndex(({ text }) => text === ",");
    const name = this.#pending.splice(comma + 1);
    this.flush();
    const email = addressIn(token.text);
    if (email === undefined) this.#flush(name);
    this.#push(email, { ...token, start: email === undefined ? token.start : (name[0]?.start ?? token.start) }, email === undefined ? [] : name);
    this.#bare = this.entries.at(-1);
  }

  #push(email: string | undefined, { start, end }: Token, name: readonly Token[] = []): void {
    const last = name.at(-1);
    this.entries.push({ email, ...(last ? parseName(this.#text.slice(name[0]?.start, last.end)) : noName), ...this.#cut(start, end) });
  }

  /** Reports the words that belong to no address. */
  flush(): void {
    this.#flush(this.#pending);
    this.#pending = [];
    this.#bare = undefined;
  }

  #flush(words: readonly Token[]): void {
    let start: Token | undefined;
    for (const [at, word] of words.entries()) {
      if (word.text === ",") continue;
      start ??= word;
      const next = words[at + 1];
      if (next && next.text !== ",") continue;
      this.#push(undefined, { ...start, end: word.end });
      start = undefined;
    }
  }

  #cut(start: number, end: number): Pick<Entry, "text" | "start" | "end"> {
    return { text: this.#text.slice(start, end).trim(), start: this.#offset + start, end: this.#offset + end };
  }
}

/** Returns the words in quotes or brackets. */
function inner({ text, start }: Token): readonly Token[] {
  return [...text.slice(1, -1).matchAll(/[^\s,;"]+/g)].map(({ 0: word, index }) => ({ text: word, start: start + 1 + index, end: start + 1 + index + word.length }));
}
