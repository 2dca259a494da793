// Parses people whose addresses were typed, pasted or read from a file: a list or a table.

import { addressKey } from "./address.ts";
import type { Entry, Name } from "./entry.ts";
import { parseList } from "./parse-list.ts";
import { parseBareRecord, parseRecord, type Row, splitRows, type Table, tableOf } from "./parse-table.ts";

/** Somebody to invite. */
export interface Person extends Name {
  readonly email: string;
}

/** Why nobody is invited because of an entry. Only an invalid one has to be mended. */
export type Fault = "invalid" | "duplicate" | "aside";

/** An entry with what is wrong with it. */
export interface CheckedEntry extends Entry {
  readonly fault: Fault | undefined;
}

/** The people of an input. */
export interface People {
  /** All entries, in the order of the text. */
  readonly entries: readonly CheckedEntry[];
  /** People to invite, each once. */
  readonly valid: readonly Person[];
}

/** Characters that stand for others, in texts of Asian input methods and of word processors. */
const equivalents: Readonly<Record<string, string>> = {
  "；": ";", "，": ",", "、": ",", "＠": "@", "．": ".", "＜": "<", "＞": ">", "〈": "<", "〉": ">", "（": "(", "）": ")", "“": '"', "”": '"', "„": '"',
  "\u2028": "\n", "\u2029": "\n", "\r": "\n",
};

/** Parses a text. While the user is typing, the last word may be an incomplete address and is not reported as invalid. */
export function parsePeople(text: string, typing = false): People {
  const entries = findEntries(text.replaceAll(/[；，、＠．＜＞〈〉（）“”„\u2028\u2029\r]/gu, (one) => equivalents[one] ?? one));
  const last = entries.at(-1);
  const unfinished = typing && last && last.email === undefined && last.end === text.length ? last : undefined;
  return check(entries.filter((one) => one !== unfinished));
}

function findEntries(text: string): readonly Entry[] {
  const rows = splitRows(text);
  const regular = isRegular(rows);
  let table: Table | undefined;
  let end = 0;
  return rows.flatMap((row) => {
    if (/\n[^\S\n]*\n/.test(text.slice(end - 1, row.start))) table = undefined; // an empty line ends a table
    end = row.start + row.text.length;
    const found = tableOf(row);
    table = found ?? table;
    if (found || /^sep=.$/i.test(row.text)) return [];
    return (table && parseRecord(row, table)) ?? parseBareRecord(row, regular) ?? parseList(row.text, row.start);
  });
}

/** Whether there is more than one row, and each has a single address at the same place. */
function isRegular(rows: readonly Row[]): boolean {
  const filled = rows.filter(({ text }) => text.trim() !== "");
  const shapes = new Set(filled.map(({ text }) => text.replaceAll(/[^@,;\t]/g, "")));
  return filled.length > 1 && shapes.size === 1 && [...shapes].every((shape) => /^[^@]*@[^@]*$/.test(shape));
}

function check(entries: readonly Entry[]): People {
  const valid = new Map<string, Person>();
  const checked = entries.map((one): CheckedEntry => {
    if (one.aside) return { ...one, fault: "aside" };
    if (one.email === undefined) return { ...one, fault: "invalid" };
    const key = addressKey(one.email);
    const before = valid.get(key);
    if (!before || isNameless(before)) valid.set(key, { email: before?.email ?? one.email, firstName: one.firstName, lastName: one.lastName });
    return { ...one, fault: before ? "duplicate" : undefined };
  });
  // An address of another column may be one that is invited anyhow.
  return { entries: checked.filter(({ aside, email = "" }) => !(aside && valid.has(addressKey(email)))), valid: [...valid.values()] };
}

/** Whether nothing is known of a name. */
export function isNameless({ firstName, lastName }: Name): boolean {
  return firstName === "" && lastName === "";
}

/** Returns the text without some of its entries, and without what separates them from the next one in the same cell. */
export function removeEntries(text: string, entries: readonly Entry[]): string {
  let done = 0;
  const kept = [...entries].sort((a, b) => a.start - b.start).map(({ start, end, cellEnd }) => {
    const follows = /^[\s,;；，、]*/u.exec(text.slice(end, cellEnd))?.[0].length ?? 0;
    const before = text.slice(done, Math.max(done, start));
    done = Math.max(done, end + follows);
    return before;
  });
  return kept.join("") + text.slice(done);
}
