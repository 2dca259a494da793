// The filter of the audit log, as it is in the address of the screen and as the API takes it.

import type { Event } from "../../api/types.ts";
import { isDay } from "../../lib/ends.ts";
import { categories, type Category, typesOf } from "./event-summary.ts";

/** Empty values leave nothing out. The days are those of the user’s time zone, and both are included. */
export interface Filter {
  readonly category: Category | "";
  /** The id of who did it, or whom it is about. */
  readonly person: string;
  readonly account: string;
  /** YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
}

const names = ["category", "person", "account", "from", "to"] as const;

/** Reads the filter of an address. A value that cannot be one is left out, and days in the wrong order are exchanged. */
export function readFilter(params: URLSearchParams): Filter {
  const id = (name: string) => /^[\w-]+$/.exec(params.get(name) ?? "")?.[0] ?? "";
  const day = (name: string, text = params.get(name) ?? "") => (isDay(text) ? text : "");
  const days = [day("from"), day("to")];
  const [from = "", to = ""] = days.every(Boolean) ? days.sort() : days;
  return { category: categories.find((one) => one === params.get("category")) ?? "", person: id("person"), account: id("account"), from, to };
}

/** Returns the parameters of the address. */
export function writeFilter(filter: Filter): Record<string, string> {
  return Object.fromEntries(names.filter((name) => filter[name] !== "").map((name) => [name, filter[name]]));
}

export function isNarrowed(filter: Filter): boolean {
  return names.some((name) => filter[name] !== "");
}

/** Returns the parameters of the API. */
export function toQuery({ category, person, account, from, to }: Filter) {
  const types: Event["type"][] | undefined = category === "" ? undefined : typesOf(category);
  return { type: types, user: person || undefined, account: account || undefined, from: startOf(from)?.toISOString(), to: startOf(to, 1)?.toISOString() };
}

/** Returns when a day begins, or one that is some days later; undefined if it is none. */
function startOf(day: string, later = 0): Date | undefined {
  if (!isDay(day)) return undefined;
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later);
}
