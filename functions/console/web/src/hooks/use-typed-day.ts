import { useState } from "react";
import { isDay } from "../lib/ends.ts";

/**
 * Holds what is typed into a field for a day, empty for none. It reports only complete days,
 * because a date field has the year 0002 after the first digit of 2026. It follows outside
 * changes of the day, and forgets an incomplete one when the field is left.
 */
export function useTypedDay(day: string, onChange: (day: string) => void) {
  const [typed, setTyped] = useState<string>();
  const [last, setLast] = useState(day);
  if (day !== last) {
    setLast(day);
    setTyped(undefined);
  }
  const type = (text: string) => {
    setTyped(text);
    if (text === "" || isDay(text)) onChange(text);
  };
  return { value: typed ?? day, type, leave: () => setTyped(undefined) };
}
