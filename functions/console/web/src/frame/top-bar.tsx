import TopNavigation from "@cloudscape-design/components/top-navigation";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useNavigate } from "react-router";
import { me } from "../api/queries.ts";
import { useScreenLink } from "../hooks/use-screen-link.ts";
import { paths } from "../lib/paths.ts";
import { settings } from "../lib/settings.ts";
import { signOut } from "../sign-in/sign-in.ts";
import { useTexts } from "../texts/index.tsx";
import { useSettingsMenu } from "./settings-menu.ts";

const { brand } = settings;

export function TopBar() {
  const { t } = useTexts();
  const link = useScreenLink();
  const navigate = useNavigate();
  const { data } = useQuery(me);
  useNamedHomeLink();
  return (
    <TopNavigation
      identity={{ ...link(paths.home), title: brand.product, ...(brand.logo && { logo: { src: brand.logo, alt: "" } }) }}
      utilities={[
        { type: "menu-dropdown", iconName: "settings", ariaLabel: t("frame.settings"), text: t("frame.settings"), ...useSettingsMenu() },
        {
          type: "menu-dropdown",
          iconName: "user-profile",
          text: data?.user.email || t("frame.user"),
          items: [
            { id: "me", text: t("me.title") },
            { id: "sign-out", text: t("frame.signOut") },
          ],
          onItemClick: ({ detail }) => (detail.id === "sign-out" ? signOut() : void navigate(paths.me)),
        },
      ]}
    />
  );
}

// Cloudscape gives the logo a role that an image without a text may not have. It leaves the title out where there is
// no room for it, and the link would have no name.
function useNamedHomeLink(): void {
  useEffect(() => {
    const logo = document.querySelector("#top header a > img");
    logo?.removeAttribute("role");
    logo?.parentElement?.setAttribute("aria-label", brand.product);
  });
}
