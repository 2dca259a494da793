import { useEffect, useEffectEvent, useState } from "react";
import { useNavigatedAway } from "./use-navigated-away.ts";

/** How long to wait after the last keystroke, in milliseconds. */
const pause = 300;

/** Holds the text of an input. It reports the trimmed text after a pause in typing, and follows outside changes of the value. */
export function useDebouncedInput(value: string, onPause: (typed: string) => void) {
  const [typed, setTyped] = useState(value);
  const [last, setLast] = useState({ value, reported: value });
  const { hasNavigatedAway } = useNavigatedAway();
  if (value !== last.value) {
    setLast({ value, reported: value });
    if (value !== last.reported) setTyped(value);
  }
  const report = useEffectEvent(() => {
    if (hasNavigatedAway() || typed.trim() === value) return;
    setLast({ value, reported: typed.trim() });
    onPause(typed.trim());
  });
  useEffect(() => {
    const timer = setTimeout(() => report(), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped] as const;
}
