import type { Notification } from "./notifications.tsx";

/** A notification with the path of the screen that it was first shown on. */
export interface Shown extends Notification {
  readonly id: string;
  readonly path: string;
}

/** How long a success is shown, in milliseconds. */
export const successDuration = 10_000;

/** Whether a notification disappears after a while. Errors and warnings stay, and so does what can still be acted on. */
export function isBrief({ type, action }: Notification): boolean {
  return type === "success" && !action;
}

/** Returns the notifications that stay on another screen: errors and warnings. */
export function stayingOn(path: string, shown: readonly Shown[]): readonly Shown[] {
  return shown.filter((one) => one.type === "error" || one.type === "warning" || one.path === path);
}
