import { useCallback } from "react";
import { useNavigate } from "react-router";
import { basePath } from "../lib/settings.ts";

/** The part of Cloudscape's follow events that tells whether the link opens in a new tab. */
interface FollowEvent {
  readonly preventDefault: () => void;
  readonly detail?: { readonly external?: boolean };
}

/** Returns a function that makes the link properties of a Cloudscape component: `{...link(paths.me)}`. */
export function useScreenLink() {
  const navigate = useNavigate();
  return useCallback(
    (to: string) => ({
      href: to === "/" ? basePath : basePath + to,
      // Cloudscape does not call it for clicks that open a new tab.
      onFollow: (event: FollowEvent) => {
        if (event.detail?.external) return;
        event.preventDefault();
        void navigate(to);
      },
    }),
    [navigate],
  );
}
