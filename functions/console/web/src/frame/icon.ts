import { settings } from "../lib/settings.ts";

/** Makes the brand's logo the icon of the page. A brand without a logo leaves the console's own. */
export function applyIcon(): void {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (icon && settings.brand.logo) icon.href = settings.brand.logo;
}
