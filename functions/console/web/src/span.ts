// How far away a moment is, as one says it.

export interface Span {
  readonly value: number;
  readonly unit: "day" | "hour" | "minute";
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** From now to a moment: in days to the nearest, in whole hours below two days, in whole minutes below two hours. */
export function spanTo(moment: string, now: number): Span {
  const left = Date.parse(moment) - now;
  const whole = (unit: number) => Math.trunc(left / unit);
  if (Math.abs(left) >= 2 * day) return { value: Math.round(left / day), unit: "day" };
  if (Math.abs(left) >= 2 * hour) return { value: whole(hour), unit: "hour" };
  return { value: whole(minute), unit: "minute" };
}
