// What an email address looks like in a text that was pasted.

/** Invisible format characters, which are often copied along with an address. */
const invisible = /\p{Cf}/gu;

/** Marks around an address: quotes, brackets, bullets, and the punctuation of a sentence. */
const marks = /^(?:[\s"'`‘’«([{<>}\])•·◦▪‣●○■–—]|\*(?=\S+@))+|[\s"'`‘’»)\]}><{[(.,:;!?*…]+$/gu;

/** Returns the address in a word, without the marks around it, or undefined if there is none. */
export function addressIn(word: string): string | undefined {
  const address = withoutMarks(withoutScheme(withoutMarks(word.replaceAll(invisible, ""))));
  return isAddress(address) ? address : undefined;
}

function withoutMarks(word: string): string {
  return word.replaceAll(marks, "");
}

/** Returns a link to an address without what is not the address. */
function withoutScheme(word: string): string {
  return /^mailto:/i.test(word) ? word.slice("mailto:".length).replace(/\?.*$/s, "") : word;
}

/** Whether the word has the form of an email address. The API decides whether it can be invited. */
function isAddress(word: string): boolean {
  return /^[^\s@"<>(),;]{1,64}@[^\s@"<>(),;]+\.[^\s@"<>(),;.]+$/.test(word) && new TextEncoder().encode(word).length <= 254;
}

/** Returns the same key for spellings of one address. */
export function addressKey(address: string): string {
  return address.normalize("NFC").toLowerCase();
}
