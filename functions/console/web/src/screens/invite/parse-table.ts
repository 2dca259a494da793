// Splits a text into rows and cells, as spreadsheets write and copy them, and finds the people of a row.

import { addressIn } from "./address.ts";
import { type Entry, noName } from "./entry.ts";
import { parseList } from "./parse-list.ts";
import { parseName } from "./parse-name.ts";
import { type Column, headingsIn } from "./table-headings.ts";

/** A line of the text, or more if a quoted cell has line breaks. */
export interface Row {
  readonly text: string;
  readonly start: number;
}

/** The columns of a table, and what separates its cells. */
export interface Table {
  readonly columns: readonly (Column | undefined)[];
  readonly separator: string;
}

const separators = ["\t", ";", ","] as const;

/** Splits a text into rows. */
export function splitRows(text: string): readonly Row[] {
  return [...text.matchAll(/(?:(?<=^|[\t;,\n])"(?:[^"\n]|"")*(?:\n(?:[^"\n]|"")*){0,3}"(?=$|[\t;,\n])|[^\n])+/g)].map(({ 0: row, index }) => ({ text: row, start: index }));
}

/** A cell of a row. */
interface Cell {
  readonly text: string;
  /** The text as it was written between the quotes, and where it begins and ends in the row. */
  readonly written: string;
  readonly start: number;
  readonly end: number;
}

/** Splits a row into cells. */
function splitCells(row: string, separator: string): readonly Cell[] {
  const cell = new RegExp(`${separator}(?:\\s*"((?:[^"]|"")*)"\\s*(?=${separator}|$)|([^${separator}]*))`, "dg");
  return [...`${separator}${row}`.matchAll(cell)].map(({ 1: quoted, 2: bare = "", indices }) => {
    const [start = 0, end = 0] = indices?.[quoted === undefined ? 2 : 1] ?? [];
    return { text: (quoted?.replaceAll('""', '"') ?? bare).trim(), written: quoted ?? bare, start: start - 1, end: end - 1 };
  });
}

const textsOf = (row: string, separator: string): readonly string[] => splitCells(row, separator).map(({ text }) => text);

/** Returns the table whose headings a row has. */
export function tableOf({ text }: Row): Table | undefined {
  for (const separator of separators) {
    const columns = text.includes(separator) ? headingsIn(textsOf(text, separator)) : undefined;
    if (columns) return { columns, separator };
  }
  const columns = headingsIn([text]);
  return columns && { columns, separator: "\t" };
}

/** Returns the people of a row of a table with headings, or undefined if the row has no cells. */
export function parseRecord(row: Row, { columns, separator }: Table): readonly Entry[] | undefined {
  const cells = splitCells(row.text, separator);
  if (cells.length < 2 && columns.length > 1) return undefined;
  const cell = (column: Column) => cells.filter((_, at) => columns[at] === column).find(({ text }) => text !== "");
  const name = (column: Column) => cell(column)?.text ?? "";
  const address = cell("email");
  const found = address ? listIn(address, row) : [];
  const people = found.filter(({ email }) => email !== undefined);
  const wrong = found.filter(({ email, text }) => email === undefined && text.includes("@"));
  const full = parseName(name("name"));
  const known = { firstName: name("firstName") || full.firstName, lastName: name("lastName") || full.lastName };
  const named = people.map((one) => (people.length === 1 && (known.firstName || known.lastName) ? { ...one, ...known } : one));
  const others = cells.filter(({ text }) => text !== address?.text).flatMap((one) => listIn(one, row)).filter(({ email, text }) => email !== undefined || /\S@\S+\.\S/.test(text));
  return [...invited(row, named, wrong, cells.some(({ text }) => text !== "")), ...others.map((one) => ({ ...one, aside: true }))];
}

/** Returns the entries of the address cell. A single one stands for its row, so that removing it leaves no row without an address. */
function invited(row: Row, people: readonly Entry[], wrong: readonly Entry[], filled: boolean): readonly Entry[] {
  const [only, ...more] = people;
  if (!only) return filled ? [{ email: undefined, ...noName, ...spanOf(row) }] : [];
  if (more.length + wrong.length > 0) return [...people, ...wrong];
  return [{ ...only, ...spanOf(row), text: only.text, cellEnd: undefined }];
}

/** Returns the people of a list in a cell. */
function listIn({ written, start, end }: Cell, row: Row): readonly Entry[] {
  const text = written.replaceAll('""', '" '); // as long as it was
  return parseList(text, row.start + start).map((one) => ({ ...one, cellEnd: row.start + end }));
}

/** Returns the person of a row of a table without headings, such as “Ada,Berg,ada@example.com”; undefined if the row is a list. */
export function parseBareRecord(row: Row, regular: boolean): readonly Entry[] | undefined {
  if (/[<>]/.test(row.text)) return undefined;
  const separator = separators.find((one) => row.text.includes(one));
  if (separator === undefined) return undefined;
  const cells = textsOf(row.text, separator);
  const at = cells.findIndex((cell) => cell.includes("@"));
  const email = addressIn(cells[at] ?? "");
  if (email === undefined || cells.filter((cell) => cell.includes("@")).length > 1) return undefined;
  const isName = (cell: string) => /\p{L}/u.test(cell) && !/\d/.test(cell);
  const before = cells.slice(0, at).filter(isName);
  const [first = "", last] = before.length > 0 ? before : cells.slice(at + 1).filter(isName);
  if (separator !== "\t" && !regular && last === undefined && !first.includes(" ")) return undefined;
  return [{ email, ...(last === undefined ? parseName(first) : { firstName: first, lastName: last }), ...spanOf(row) }];
}

function spanOf({ text, start }: Row): Pick<Entry, "text" | "start" | "end"> {
  return { text: text.trim(), start, end: start + text.length };
}
