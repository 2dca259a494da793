import Link, { type LinkProps } from "@cloudscape-design/components/link";
import { useCallback } from "react";
import { useNavigate } from "react-router";
import { base } from "../settings.ts";

/** The part of Cloudscape's events that says whether a link is to be opened elsewhere. */
interface FollowEvent {
  readonly preventDefault: () => void;
  readonly detail?: { readonly external?: boolean };
}

/** `{...link(places.me)}` makes anything of Cloudscape's that has an address lead to a screen. */
export function useFollow() {
  const navigate = useNavigate();
  return useCallback(
    (to: string) => ({
      href: to === "/" ? base : base + to,
      // Cloudscape does not call it for a click that asks for another tab.
      onFollow: (event: FollowEvent) => {
        if (event.detail?.external) return;
        event.preventDefault();
        void navigate(to);
      },
    }),
    [navigate],
  );
}

/** A link to a screen. */
export function ScreenLink({ to, ...rest }: { readonly to: string } & Omit<LinkProps, "href" | "onFollow">) {
  const link = useFollow();
  return <Link {...rest} {...link(to)} />;
}
