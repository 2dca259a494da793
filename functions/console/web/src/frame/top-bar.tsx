import TopNavigation from "@cloudscape-design/components/top-navigation";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { me } from "../api/queries.ts";
import { useScreenLink } from "../hooks/use-screen-link.ts";
import { paths } from "../lib/paths.ts";
import { signOut } from "../sign-in/sign-in.ts";
import { useTexts } from "../texts/index.tsx";
import { useSettingsMenu } from "./settings-menu.ts";

export function TopBar() {
  const { t } = useTexts();
  const link = useScreenLink();
  const navigate = useNavigate();
  const { data } = useQuery(me);
  return (
    <TopNavigation
      identity={{ ...link(paths.home), title: t("product") }}
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
