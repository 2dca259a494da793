/** The language for users whose languages are not available. */
export const fallback = "en";

// Kept in local storage, beyond the tab. It is not sensitive.
const key = "admit.language";

/** Returns the language that the user has chosen; null to use the browser's. */
export function chosenLanguage(): string | null {
  return localStorage.getItem(key);
}

export function keepLanguage(language: string | null): void {
  if (language === null) localStorage.removeItem(key);
  else localStorage.setItem(key, language);
}

/** Returns the first of the wanted languages that is available. */
export function chooseLanguage(wanted: readonly string[], available: readonly string[]): string {
  for (const tag of wanted) {
    // "nb-NO" matches "nb". "no" means "nb" too, and readers of Nynorsk can read it.
    const candidates = [tag, tag.split("-")[0] ?? ""].map((one) => one.toLowerCase()).map((one) => (["no", "nn"].includes(one) ? "nb" : one));
    const found = available.find((one) => candidates.includes(one.toLowerCase()));
    if (found) return found;
  }
  return fallback;
}

/** Returns the user's regional variant of a language. en-US and en-GB share their texts but not their date formats. */
export function regional(language: string, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.split("-")[0] === language) ?? (language === "en" ? "en-GB" : language);
}
