/** A time to wait in a unit that people count in. */
export interface WaitTime {
  readonly value: number;
  readonly unit: "second" | "minute" | "hour";
}

/** Returns a waiting time in seconds up to 90 seconds, in minutes up to 90 minutes, and in hours beyond. It rounds up, so that nobody tries too early. */
export function waitTime(seconds: number): WaitTime {
  if (seconds <= 90) return { value: seconds, unit: "second" };
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90 ? { value: minutes, unit: "minute" } : { value: Math.ceil(seconds / 3600), unit: "hour" };
}
