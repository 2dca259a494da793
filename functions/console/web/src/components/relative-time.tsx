import { useEffect, useState } from "react";
import { useIntl } from "react-intl";
import { timeUntil } from "../lib/time-until.ts";
import { useTexts } from "../texts/index.tsx";

/** How often the text is updated, in milliseconds. */
const updateInterval = 20_000;

/** Shows a time relative to now, and the absolute time as a tooltip. */
export function RelativeTime({ at }: { readonly at: string }) {
  const { t, time } = useTexts();
  const { formatRelativeTime } = useIntl();
  const { value, unit } = timeUntil(at, useNow());
  return (
    <time dateTime={at} title={time(at)}>
      {value === 0 ? t("relativeTime.now") : formatRelativeTime(value, unit, { numeric: "always" })}
    </time>
  );
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), updateInterval);
    return () => clearInterval(timer);
  }, []);
  return now;
}
