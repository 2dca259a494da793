import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const texts = join(import.meta.dirname, "../src/texts");

/**
 * Writes the message for browsers without JavaScript in every language, because only a
 * script could select one.
 */
export function noscript(): Plugin {
  return {
    name: "noscript",
    transformIndexHtml: (page) => page.replace("<!--noscript-->", readdirSync(texts).filter((name) => name.endsWith(".json")).map(paragraph).join("")),
  };
}

function paragraph(name: string): string {
  const words = (JSON.parse(readFileSync(join(texts, name), "utf8")) as Record<string, string>)["page.noscript"] ?? "";
  return `<p lang="${name.slice(0, -".json".length)}">${words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`;
}
