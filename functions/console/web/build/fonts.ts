import type { Plugin } from "vite";

const inline = /url\(["']?data:font\/woff2;base64,([A-Za-z0-9+/=]+)["']?\)/g;
const face = /@font-face\s*\{[^}]*\}/g;

/**
 * Moves Cloudscape's fonts from its style sheet into files. Files are loaded on demand, do
 * not block rendering, and need no data: source in the content security policy. Text is shown
 * in another font until they arrive. The font of most text is loaded at once.
 */
export function fonts(): readonly Plugin[] {
  const swap: Plugin = {
    name: "font-display",
    enforce: "pre", // before the name of the style sheet is derived from its content
    transform: (code, id) => (id.endsWith("/global-styles/index.css") ? code.replace(face, swapped) : undefined),
  };
  const move: Plugin = {
    name: "fonts",
    apply: "build",
    enforce: "post", // once the page is in the bundle
    generateBundle(_, bundle) {
      const preloaded: string[] = [];
      for (const [fileName, file] of Object.entries(bundle)) {
        if (file.type !== "asset" || !fileName.endsWith(".css")) continue;
        file.source = file.source.toString().replace(inline, (_match, content: string) => {
          const font = this.emitFile({ type: "asset", name: "open-sans.woff2", source: Buffer.from(content, "base64") });
          return `url(/console/${this.getFileName(font)})`;
        });
        preloaded.push(...fontsOfText(file.source));
      }
      const page = bundle["index.html"];
      if (page?.type !== "asset" || preloaded.length !== 1) this.error(`the page preloads ${preloaded.length} fonts instead of one`);
      page.source = page.source.toString().replace("</title>", `</title>\n    <link rel="preload" as="font" type="font/woff2" crossorigin href="${preloaded[0]}" />`);
    },
  };
  return [swap, move];
}

/** Returns a font face that shows text in another font until it has arrived. */
function swapped(rule: string): string {
  return rule.includes("font-display") ? rule : rule.replace("{", "{font-display:swap;");
}

/** Returns the addresses of the fonts of regular, upright text in Latin script. */
export function fontsOfText(style: string): readonly string[] {
  const regular = [...style.matchAll(face)].map(([rule]) => rule).filter((rule) => /font-weight:\s*400\b/.test(rule) && !/font-style:\s*italic/.test(rule));
  return regular.flatMap((rule) => /url\(([^)]+)\)/.exec(rule)?.[1] ?? []);
}
