/** The languages that there are texts for: the files of this directory. The first is for readers of all others. */
export const fallback = "en";

/** The language that a reader likes best, of those that there are. */
export function chooseLanguage(wanted: readonly string[], there: readonly string[]): string {
  for (const tag of wanted) {
    // "nb-NO" is served by "nb"; "no", which browsers say too, means the same.
    const candidates = [tag, tag.split("-")[0] ?? ""].map((one) => one.toLowerCase()).map((one) => (one === "no" ? "nb" : one));
    const found = there.find((one) => candidates.includes(one.toLowerCase()));
    if (found) return found;
  }
  return fallback;
}
