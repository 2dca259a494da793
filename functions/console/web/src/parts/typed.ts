import { useEffect, useEffectEvent, useState } from "react";
import { useElsewhere } from "./elsewhere.ts";

/** How long somebody has to stop typing before it is acted on, in milliseconds. */
const pause = 300;

/** What was typed of an address, without the blanks that no address has and the API refuses. */
export const withoutBlanks = (typed: string) => typed.replaceAll(/\s+/g, "");

/** What is being typed. It is told, without spaces around it, when there is a pause; and it follows what is told from elsewhere. */
export function useTyped(told: string, onPause: (typed: string) => void) {
  const [typed, setTyped] = useState(told);
  const [last, setLast] = useState({ told, byUs: told });
  const { isElsewhere } = useElsewhere();
  if (told !== last.told) {
    setLast({ told, byUs: told });
    if (told !== last.byUs) setTyped(told);
  }
  const tell = useEffectEvent(() => {
    if (isElsewhere() || typed.trim() === told) return;
    setLast({ told, byUs: typed.trim() });
    onPause(typed.trim());
  });
  useEffect(() => {
    const timer = setTimeout(() => tell(), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped] as const;
}
