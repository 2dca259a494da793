import { type Name, noName } from "./entry.ts";

/** What is around a name but not part of it. */
const around = /^[\s"“”„«•·◦▪‣●○■*–—:,-]+|[\s"”»:,–—-]+$/gu;

/** Splits a full name: "Berg, Ada", "Ada Berg" or "Ada van den Berg". It is a proposal, which the user can edit. */
export function parseName(text: string): Name {
  const quoted = /^\s*['‘](.*)['’]\s*$/su.exec(text)?.[1];
  const full = (quoted ?? text).replaceAll(around, "").replaceAll(/\s+/g, " ");
  const comma = full.indexOf(",");
  if (comma >= 0) return { firstName: full.slice(comma + 1).trim(), lastName: full.slice(0, comma).trim() };
  const words = full.split(" ");
  if (words.length === 1) return full ? { ...noName, firstName: full } : noName;
  const last = lastNameAt(words);
  return { firstName: words.slice(0, last).join(" "), lastName: words.slice(last).join(" ") };
}

/** Returns the index of the word with which the last name begins: a particle such as "van", or the last word. */
function lastNameAt(words: readonly string[]): number {
  const particle = words.findIndex((word, at) => at > 0 && at < words.length - 1 && /^\p{Ll}/u.test(word));
  return particle > 0 && /^\p{Lu}/u.test(words[0] ?? "") ? particle : words.length - 1;
}
