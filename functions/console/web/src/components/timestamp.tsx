import { useTexts } from "../texts/index.tsx";

/** Shows a time in the user's time zone and format, and to the second as a tooltip. */
export function Timestamp({ at }: { readonly at: string }) {
  const { time, exact } = useTexts();
  return <time dateTime={at} title={exact(at)}>{time(at)}</time>;
}
