import type { ButtonDropdownProps } from "@cloudscape-design/components/button-dropdown";
import { useState } from "react";
import { useNotify } from "../components/notifications.tsx";
import { languages, useChooseLanguage, useTexts } from "../texts/index.tsx";
import { chosenLanguage } from "../texts/language.ts";
import { chooseTheme, chosenTheme, type Theme, themes } from "./theme.ts";

interface Menu {
  readonly items: ButtonDropdownProps.Items;
  readonly onItemClick: ButtonDropdownProps["onItemClick"];
}

/** One setting: its heading, its options and the selected one. */
interface Setting {
  readonly text: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly chosen: string;
  readonly choose: (value: string) => void;
}

/** Returns the menu of the console's own settings. */
export function useSettingsMenu(): Menu {
  const settings: Record<string, Setting> = { theme: useTheme(), language: useLanguage() };
  return {
    items: Object.entries(settings).map(([name, { text, options, chosen }]) => ({
      text,
      items: options.map((option) => ({ id: `${name}.${option.value}`, text: option.text, itemType: "checkbox", checked: option.value === chosen })),
    })),
    onItemClick: ({ detail: { id } }) => {
      const [name = "", value = ""] = id.split(".");
      settings[name]?.choose(value);
    },
  };
}

function useTheme(): Setting {
  const { t } = useTexts();
  const [chosen, setChosen] = useState(chosenTheme);
  const choose = (value: string) => {
    chooseTheme(value as Theme);
    setChosen(value as Theme);
  };
  return { text: t("frame.theme"), options: themes.map((value) => ({ value, text: t(`frame.theme.${value}`) })), chosen, choose };
}

const browserDefault = "browser";

function useLanguage(): Setting {
  const { t, compare } = useTexts();
  const choose = useChooseLanguage();
  const notify = useNotify();
  const all = languages.map((value) => ({ value, text: ownName(value) })).sort((one, other) => compare(one.text, other.text));
  return {
    text: t("frame.language"),
    options: [{ value: browserDefault, text: t("frame.language.browser") }, ...all],
    chosen: chosenLanguage() ?? browserDefault,
    choose: (value) => {
      choose(value === browserDefault ? null : value).catch(() => notify({ type: "error", header: t("problem.unreachable.title"), content: t("problem.unreachable.detail") }));
    },
  };
}

/** Returns the name of a language in that language. */
function ownName(language: string): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
