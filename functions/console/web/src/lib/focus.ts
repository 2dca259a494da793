// Keyboard focus, for keyboards and screen readers.

import { useEffect } from "react";

/** Focuses the heading of the screen. */
export function focusHeading(options?: FocusOptions): void {
  document.querySelector<HTMLElement>("#content h1")?.focus(options);
}

/** How many frames to wait for the focused element to disappear. */
const maxFrames = 60;

/** Focuses the open dialog or the heading once the focused element has disappeared, such as a button in a removed row. */
export function restoreFocus(): void {
  let frames = maxFrames;
  const look = () => {
    if (document.activeElement !== document.body) {
      if (frames-- > 0) requestAnimationFrame(look);
      return;
    }
    const dialog = document.querySelector<HTMLElement>("[role=dialog] button:not(:disabled)");
    if (dialog) dialog.focus();
    else focusHeading({ preventScroll: true }); // do not scroll, for mouse users
  };
  requestAnimationFrame(look);
}

/** Calls restoreFocus when the component unmounts, for dialogs. */
export function useRestoredFocus(): void {
  useEffect(() => restoreFocus, []);
}
