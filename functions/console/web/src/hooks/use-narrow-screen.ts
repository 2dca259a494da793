import { useSyncExternalStore } from "react";

const narrow = matchMedia("(max-width: 688px)");

/** Whether the screen is too narrow for a table, as on a phone. */
export function useNarrowScreen(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}

function subscribe(listener: () => void): () => void {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}
