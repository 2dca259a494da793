import type { InputProps } from "@cloudscape-design/components/input";
import { type RefObject, useEffect, useRef } from "react";

/** Returns the reference of a search field that gets the focus when the user presses `/` outside a field and a dialog. */
export function useSearchShortcut(): RefObject<InputProps.Ref | null> {
  const field = useRef<InputProps.Ref>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const there = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=listbox]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || there || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return field;
}
