// Where the keyboard and a screen reader are.

import { useEffect } from "react";

/** Goes on at the heading of the screen. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>("#content h1")?.focus();
}

/** Goes on at the heading where what had the focus is gone, such as the row whose button was pressed. */
export function regainFocus(): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) focusHeading();
  });
}

/** The same once a part is gone that was over the screen. */
export function useRegainedFocus(): void {
  useEffect(() => regainFocus, []);
}
