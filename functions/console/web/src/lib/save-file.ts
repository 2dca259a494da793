/** Saves a text as a file of the user's. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  // Some browsers begin to read the file later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
