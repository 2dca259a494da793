// Where the keyboard and a screen reader are.

import { useEffect } from "react";

/** Goes on at the heading of the screen. */
export function focusHeading(options?: FocusOptions): void {
  document.querySelector<HTMLElement>("#content h1")?.focus(options);
}

/** For how long what had the focus may still be on the screen, in frames. */
const patience = 60;

/** Goes on at the heading once what had the focus is gone, such as the row whose button was pressed. */
export function regainFocus(): void {
  let frames = patience;
  const look = () => {
    if (document.activeElement === document.body) focusHeading({ preventScroll: true }); // a mouse stays where it is
    else if (frames-- > 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The same once a part is gone that was over the screen. */
export function useRegainedFocus(): void {
  useEffect(() => regainFocus, []);
}
