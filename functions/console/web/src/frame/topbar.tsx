import TopNavigation from "@cloudscape-design/components/top-navigation";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { me } from "../api/queries.ts";
import { useFollow } from "../parts/link.tsx";
import { places } from "../places.ts";
import { signOut } from "../signin/arrive.ts";
import { useTexts } from "../texts/index.tsx";
import { useSettingsMenu } from "./settings-menu.ts";

export function TopBar() {
  const { t } = useTexts();
  const link = useFollow();
  const navigate = useNavigate();
  const { data } = useQuery(me);
  return (
    <TopNavigation
      identity={{ ...link(places.home), title: t("product") }}
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
          onItemClick: ({ detail }) => (detail.id === "sign-out" ? signOut() : void navigate(places.me)),
        },
      ]}
    />
  );
}
