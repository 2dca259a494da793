import { useEffect, useState } from "react";
import { useIntl } from "react-intl";
import { spanTo } from "../span.ts";
import { useTexts } from "../texts/index.tsx";

/** How often what is shown is brought up to date, in milliseconds. */
const beat = 20_000;

/** How far away a moment is; exactly when it is stands in the tooltip. */
export function FromNow({ at }: { readonly at: string }) {
  const { t, time } = useTexts();
  const { formatRelativeTime } = useIntl();
  const { value, unit } = spanTo(at, useNow());
  return (
    <time dateTime={at} title={time(at)}>
      {value === 0 ? t("fromNow.now") : formatRelativeTime(value, unit, { numeric: "always" })}
    </time>
  );
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), beat);
    return () => clearInterval(timer);
  }, []);
  return now;
}
