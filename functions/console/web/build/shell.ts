import type { Plugin } from "vite";

const styleSheet = /\n?\s*<link rel="stylesheet"[^>]*>/g;

/**
 * Moves the links to the style sheets behind the shell of the page, so that the shell is painted
 * before they have arrived. Its own style is in the page: see shell.css of the function.
 */
export function shell(): Plugin {
  return {
    name: "shell",
    apply: "build",
    enforce: "post", // once the page is in the bundle
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") this.error("there is no page");
      page.source = behindShell(page.source.toString());
    },
  };
}

export function behindShell(page: string): string {
  const links = page.match(styleSheet) ?? [];
  return page.replace(styleSheet, "").replace("</body>", `${links.map((link) => `  ${link.trim()}\n  `).join("")}</body>`);
}
