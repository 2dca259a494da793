// Reads the text of a file, in the encodings in which spreadsheets save it.

/** The largest file, in octets. It has more people than an organisation invites at once. */
const largest = 1_000_000;

/** Returns the text of a file, or undefined if it is too large or no text. */
export async function readText(file: Blob): Promise<string | undefined> {
  if (file.size > largest) return undefined;
  const text = decode(new Uint8Array(await file.arrayBuffer()));
  return text.includes("\0") ? undefined : text;
}

function decode(octets: Uint8Array): string {
  const [first, second] = octets;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(octets);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(octets);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    return new TextDecoder("windows-1252").decode(octets); // as older versions of Excel save CSV
  }
}
