import TopNavigation from "@cloudscape-design/components/top-navigation";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { me } from "../api/queries.ts";
import { useFollow } from "../parts/link.tsx";
import { places } from "../places.ts";
import { signOut } from "../signin/arrive.ts";
import { useTexts } from "../texts/index.tsx";
import { chooseTheme, chosenTheme, type Theme, themes } from "./theme.ts";

export function TopBar() {
  const { t } = useTexts();
  const link = useFollow();
  const navigate = useNavigate();
  const { data } = useQuery(me);
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (chosen: Theme) => {
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <TopNavigation
      identity={{ ...link(places.home), title: t("product") }}
      utilities={[
        {
          type: "menu-dropdown",
          iconName: "settings",
          ariaLabel: t("frame.theme"),
          text: t("frame.theme"),
          items: themes.map((one) => ({ id: one, text: t(`frame.theme.${one}`), itemType: "checkbox", checked: one === theme })),
          onItemClick: ({ detail }) => choose(detail.id as Theme),
        },
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
