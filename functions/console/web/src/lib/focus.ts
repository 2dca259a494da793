// Keyboard focus, for keyboards and screen readers.

import { useEffect } from "react";

/** Focuses the heading of the screen. */
export function focusHeading(options?: FocusOptions): void {
  document.querySelector<HTMLElement>("#content h1")?.focus(options);
}

/** How many frames to wait for the focused element to disappear. */
const maxFrames = 60;

/** Focuses the heading once the focused element has disappeared, such as a button in a removed row. */
export function restoreFocus(): void {
  let frames = maxFrames;
  const look = () => {
    if (document.activeElement === document.body) focusHeading({ preventScroll: true }); // do not scroll, for mouse users
    else if (frames-- > 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Calls restoreFocus when the component unmounts, for dialogs. */
export function useRestoredFocus(): void {
  useEffect(() => restoreFocus, []);
}
