// The time until a date in a readable unit.

export interface Span {
  readonly value: number;
  readonly unit: "day" | "hour" | "minute";
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Returns the time from now: rounded to days from two days on, else in whole hours from two hours on, else in whole minutes. */
export function timeUntil(moment: string, now: number): Span {
  const left = Date.parse(moment) - now;
  const whole = (unit: number) => Math.trunc(left / unit);
  if (Math.abs(left) >= 2 * day) return { value: Math.round(left / day), unit: "day" };
  if (Math.abs(left) >= 2 * hour) return { value: whole(hour), unit: "hour" };
  return { value: whole(minute), unit: "minute" };
}
