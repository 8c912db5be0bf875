import react from "@vitejs/plugin-react";
import { readFileSync } from "node:fs";
import { defaultClientConditions, defineConfig } from "vite";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
/** Where the dev server finds the API; the page itself always asks its own origin. */
const api = `http://127.0.0.1:${process.env["POSTHORN_PORT"] ?? 3000}`;

export default defineConfig({
  root: import.meta.dirname,
  base: "/admin/",
  plugins: [react()],
  // Contracts and client are taken from their sources, so neither has to be built before.
  resolve: { conditions: ["source", ...defaultClientConditions] },
  define: { POSTHORN_VERSION: JSON.stringify(version) },
  build: {
    outDir: "dist",
    // Data URLs would need a laxer content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Left to itself, what a few pages share becomes a file of its own for each such few: hundreds of tiny ones.
        codeSplitting: {
          groups: [
            { name: "icons", test: /node_modules\/@tabler\// },
            {
              name: "frame",
              test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(?!react-virtual)|@mantine\/(core|hooks|form|notifications|spotlight)|@floating-ui)/,
            },
            { name: "contracts", test: /\/(contracts|client)\/src\/|node_modules\/typebox\// },
            // Without what starts the dashboard: the words of a language have to be there before these take theirs. And
            // without what is loaded only where it is shown, with the libraries that it draws with.
            {
              name: "common",
              test: /\/dashboard\/src\/(components\/(?!code-mirror|time-chart\/drawn-chart)|queries\/|shell\/)/,
            },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/v1", "/health", "/swagger.json", "/admin/reference", "/admin/message-frame"].map((path) => [path, api]),
    ),
  },
});
