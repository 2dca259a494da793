// Whether a person is found by a search, as the API judges it.

interface Searched {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** Whether a word of the name, the name as a whole or the address begins with what was typed, without regard to case and accents. */
export function isFound(typed: string, { email, firstName, lastName }: Searched): boolean {
  const address = typed.trim().toLowerCase();
  if (email.toLowerCase().startsWith(address)) return true;
  const name = plain(typed);
  if (name === "" || address.includes("@")) return false;
  return ` ${plain(`${firstName} ${lastName}`)}`.includes(` ${name}`) || plain(`${lastName} ${firstName}`).startsWith(name);
}

/** Letters whose accents Unicode does not take apart. */
const letters: Readonly<Record<string, string>> = { ø: "o", æ: "ae", œ: "oe", ß: "ss", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ŋ: "n", ",": " " };

function plain(text: string): string {
  const unaccented = text.toLowerCase().normalize("NFKD").replaceAll(/\p{Mn}/gu, "");
  return unaccented.replaceAll(/[øæœßłđðþıŋ,]/gu, (letter) => letters[letter] ?? letter).replaceAll(/\s+/g, " ").trim();
}
