import { useTexts } from "../texts/index.tsx";

/** A moment in the reader's own zone and manner; to the second for who points at it. */
export function Moment({ at }: { readonly at: string }) {
  const { time, exact } = useTexts();
  return <time dateTime={at} title={exact(at)}>{time(at)}</time>;
}
