import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const worthwhile = /\.(css|js|svg|txt)$/;

/**
 * Writes a Brotli and a gzip file beside every text file, so that the function that serves
 * them does not compress. index.html is left out, because the function inserts settings into
 * it. The plugin reads the written files, since Vite changes them until the end.
 */
export function compress(): Plugin {
  return {
    name: "compress",
    apply: "build",
    writeBundle({ dir = "." }, bundle) {
      for (const fileName of Object.keys(bundle).filter((name) => worthwhile.test(name))) {
        const path = join(dir, fileName);
        const content = readFileSync(path);
        writeFileSync(`${path}.br`, brotli(content));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

const cache = join(import.meta.dirname, "../node_modules/.cache/brotli");

/** Brotli at its highest quality takes seconds for the vendor files, which rarely change, so the result is cached. */
function brotli(content: Buffer): Buffer {
  const kept = join(cache, createHash("sha256").update(content).digest("hex"));
  try {
    return readFileSync(kept);
  } catch {
    const packed = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } });
    mkdirSync(cache, { recursive: true });
    writeFileSync(kept, packed);
    return packed;
  }
}
