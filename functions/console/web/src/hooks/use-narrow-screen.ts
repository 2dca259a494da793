import { useSyncExternalStore } from "react";

const narrow = watch("(max-width: 688px)");
const wide = watch("(min-width: 1500px)");

/** Whether the screen is too narrow for a table, as on a phone. */
export const isNarrow = (): boolean => narrow.matches();

/** The same for components, which are drawn again when it changes. */
export function useNarrowScreen(): boolean {
  return useSyncExternalStore(narrow.subscribe, narrow.matches);
}

/** Whether the screen has room for more than the most important columns. */
export function useWideScreen(): boolean {
  return useSyncExternalStore(wide.subscribe, wide.matches);
}

function watch(condition: string) {
  const query = matchMedia(condition);
  return {
    matches: () => query.matches,
    subscribe: (listener: () => void) => {
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
  };
}
