/** The language for readers of all others. */
export const fallback = "en";

// Kept beyond the tab, as the theme is: it tells nobody anything.
const key = "admit.language";

/** What the reader chose here; null, where the browser's languages count. */
export function chosenLanguage(): string | null {
  return localStorage.getItem(key);
}

export function keepLanguage(language: string | null): void {
  if (language === null) localStorage.removeItem(key);
  else localStorage.setItem(key, language);
}

/** The language that a reader likes best, of those that there are. */
export function chooseLanguage(wanted: readonly string[], there: readonly string[]): string {
  for (const tag of wanted) {
    // "nb-NO" is served by "nb"; "no", which browsers say too, means the same, and who reads Nynorsk reads it.
    const candidates = [tag, tag.split("-")[0] ?? ""].map((one) => one.toLowerCase()).map((one) => (["no", "nn"].includes(one) ? "nb" : one));
    const found = there.find((one) => candidates.includes(one.toLowerCase()));
    if (found) return found;
  }
  return fallback;
}

/** The reader's own kind of a language: en-US and en-GB share their words, and not their dates. */
export function regional(language: string, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.split("-")[0] === language) ?? (language === "en" ? "en-GB" : language);
}
