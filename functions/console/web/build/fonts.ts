import type { Plugin } from "vite";

const inline = /url\(["']?data:font\/woff2;base64,([A-Za-z0-9+/=]+)["']?\)/g;

/**
 * Moves Cloudscape's fonts from its style sheet into files. Files are loaded on demand, do
 * not block rendering, and need no data: source in the content security policy.
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
