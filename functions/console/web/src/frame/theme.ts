import { applyMode, Mode } from "@cloudscape-design/global-styles";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

// Kept in local storage, beyond the tab. It is not sensitive.
const key = "admit.theme";
const darkSystem = matchMedia("(prefers-color-scheme: dark)");
darkSystem.addEventListener("change", applyTheme);

export function chosenTheme(): Theme {
  return themes.find((theme) => theme === localStorage.getItem(key)) ?? "system";
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme();
}

export function applyTheme(): void {
  const theme = chosenTheme();
  const dark = theme === "dark" || (theme === "system" && darkSystem.matches);
  applyMode(dark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
}
