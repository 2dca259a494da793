import type { Ref } from "react";
import { useTypedDay } from "../hooks/use-typed-day.ts";

interface DayInputProps {
  readonly id: string;
  /** YYYY-MM-DD, or empty. */
  readonly day: string;
  /** The first day that the browser offers. */
  readonly min?: string;
  readonly disabled?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
  readonly onChange: (day: string) => void;
}

/** A field for a day. The browser shows it, and reads what is typed, in the order of the reader's language. */
export function DayInput({ id, day, onChange, ...rest }: DayInputProps) {
  const { value, type, leave } = useTypedDay(day, onChange);
  return <input id={id} className="date" type="date" value={value} onChange={({ target }) => type(target.value)} onBlur={leave} {...rest} />;
}
