/** Returns rows as CSV that spreadsheets open. They know the encoding by the mark at the beginning, and take no value for a formula. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map((value) => quoted(inert(value))).join(",")}\r\n`).join("")}`;
}

/** Returns a value with an apostrophe before each character that begins a formula in a cell. A spreadsheet may also split a value at semicolons and tabs. */
function inert(value: string): string {
  return value.replaceAll(/(^|[;\t\r\n]) *(?=[=+\-@＝＋－＠\t\r])/gu, "$&'");
}

function quoted(value: string): string {
  return /[",\r\n]|^\s/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
