import type { Plugin } from "vite";

const inline = /url\(["']?data:font\/woff2;base64,([A-Za-z0-9+/=]+)["']?\)/g;

/**
 * Takes Cloudscape's fonts out of its style sheet. As files they are fetched when a
 * text needs them, do not hold up the page, and need no data: in the content
 * security policy.
 */
export function fonts(): Plugin {
  return {
    name: "fonts",
    apply: "build",
    generateBundle(_, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        if (file.type !== "asset" || !fileName.endsWith(".css")) continue;
        file.source = file.source.toString().replace(inline, (_match, content: string) => {
          const font = this.emitFile({ type: "asset", name: "open-sans.woff2", source: Buffer.from(content, "base64") });
          return `url(/console/${this.getFileName(font)})`;
        });
      }
    },
  };
}
