import { statSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Texts exist in many languages, of which a browser loads one. Only the English ones are listed. */
const inEnglish = /\/(all\.)?en\.js(on)?$/;
const words = /\/texts\/|\/i18n\/messages\//;

const kilobytes = (octets: number) => (octets / 1024).toFixed(1).padStart(9);

/** Prints the sizes of scripts and style sheets, raw and compressed. */
export function weigh(): Plugin {
  return {
    name: "weigh",
    apply: "build",
    writeBundle({ dir = "." }, bundle) {
      const sizes = (name: string) => ["", ".gz", ".br"].map((ending) => statSync(join(dir, name + ending)).size);
      const files = Object.entries(bundle)
        .filter(([name, file]) => /\.(css|js)$/.test(name) && !(file.type === "chunk" && isForeign(file.facadeModuleId ?? "")))
        .map(([name]) => ({ name, sizes: sizes(name) }))
        .filter(({ sizes: [raw = 0] }) => raw > 2048)
        .sort((a, b) => (b.sizes[0] ?? 0) - (a.sizes[0] ?? 0));
      console.log(`${"KB".padEnd(44)}${["raw", "gzip", "brotli"].map((head) => head.padStart(9)).join("")}`);
      for (const file of files) console.log(`${file.name.padEnd(44)}${file.sizes.map(kilobytes).join("")}`);
    },
  };
}

function isForeign(module: string): boolean {
  return words.test(module) && !inEnglish.test(module);
}
