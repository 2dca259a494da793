/** Removes whitespace from a typed email address. The API refuses addresses with whitespace. */
export const removeWhitespace = (typed: string) => typed.replaceAll(/\s+/g, "");
