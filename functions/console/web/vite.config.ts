import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compress } from "./build/compress.ts";
import { fonts } from "./build/fonts.ts";
import { noscript } from "./build/noscript.ts";
import { shell } from "./build/shell.ts";
import { weigh } from "./build/weigh.ts";

// The files are written beside the binary of the function that serves them.
const beside = "../../../.build/functions/console/web";

export default defineConfig({
  base: "/console/",
  logLevel: "warn",
  plugins: [react(), noscript(), ...fonts(), shell(), compress(), weigh()],
  build: {
    outDir: beside,
    emptyOutDir: true,
    target: ["chrome111", "firefox114", "safari16.4"],
    // The content security policy allows data: for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        // Dependencies are a file of their own, so that a change of the console does not make
        // browsers download them again.
        codeSplitting: { groups: [{ name: "vendor", test: /node_modules\/(?!@cloudscape-design\/components\/i18n\/messages)/ }] },
      },
    },
  },
  test: { environment: "node" },
});
