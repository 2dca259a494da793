import Link, { type LinkProps } from "@cloudscape-design/components/link";
import { useScreenLink } from "../hooks/use-screen-link.ts";

/** A link to a screen. */
export function ScreenLink({ to, ...rest }: { readonly to: string } & Omit<LinkProps, "href" | "onFollow">) {
  const link = useScreenLink();
  return <Link {...rest} {...link(to)} />;
}
