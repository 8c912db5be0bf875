/**
 * Takes pictures of every page of the dashboard and of the pages for end users, or of those alone that are named, and lists
 * all of them in `docs/pictures.md`.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { ROOT } from "./documented.ts";
import { openSeededDashboard } from "./seeded-dashboard.ts";

const FOLDER = join(ROOT, "docs", "pictures", "dashboard");
const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 0.75 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 0.75 },
} as const;
const SCHEMES = ["light", "dark"] as const;

async function isStill(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page
    .locator('[aria-busy="true"], .mantine-Skeleton-root')
    .first()
    .waitFor({ state: "detached", timeout: 15_000 });
  await page.evaluate("document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 250)))");
}

const wanted = new Set(process.argv.slice(2));
const isWanted = (name: string) => wanted.size === 0 || wanted.has(name);

if (wanted.size === 0) await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const dashboard = await openSeededDashboard();
const { posthorn, browser } = dashboard;
const form = await posthorn.call<{ url: string }>("POST", "/v1/authentication/form", {
  redirectUrl: "https://app.example.com/",
});
const outside = {
  "sign-in": `${posthorn.url}/admin/login`,
  "agents-consent": `${posthorn.url}/admin${dashboard.consent}`,
  "hosted-form": form.body.url,
  "hosted-form-imap": `${form.body.url}&type=imap`,
};
const state = await dashboard.page.context().storageState();
const names = new Map(Object.entries(dashboard.pages).map(([name, path]) => [name, `${posthorn.url}/admin${path}`]));
const all = [...names.keys(), ...Object.keys(outside)];
const unknown = [...wanted].filter((name) => !all.includes(name));
if (unknown.length > 0) {
  await dashboard.remove();
  throw new Error(`There is no page ${unknown.join(", ")}; there are ${all.join(", ")}`);
}

for (const [size, look] of Object.entries(SIZES))
  for (const colorScheme of SCHEMES)
    for (const [addresses, storageState] of [
      [names, state],
      [new Map(Object.entries(outside)), undefined],
    ] as const) {
      const profile = await browser.open({
        ...look,
        colorScheme,
        ...(storageState && { storageState }),
      });
      const page = await profile.newPage();
      for (const [name, url] of addresses) {
        if (!isWanted(name)) continue;
        await page.goto(url);
        await isStill(page);
        await page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.jpg`), type: "jpeg", quality: 80 });
      }
      await profile.close();
    }
const troubles = [...browser.troubles];
await dashboard.remove();

const picture = (name: string, look: string) =>
  `[![${name}, ${look}](pictures/dashboard/${name}-${look}.jpg)](pictures/dashboard/${name}-${look}.jpg)`;
await writeFile(
  join(ROOT, "docs", "pictures.md"),
  [
    "# Pictures of the dashboard",
    "",
    "Every page, in light and dark, on a screen and on a phone. `npm run screenshots` takes them anew.",
    "",
    ...all.flatMap((name) => [
      `## ${name}`,
      "",
      ["desktop-light", "desktop-dark", "phone-light", "phone-dark"].map((look) => picture(name, look)).join(" "),
      "",
    ]),
  ].join("\n"),
);
console.log(
  `${all.filter(isWanted).length} pages, ${all.filter(isWanted).length * 4} pictures${troubles.length > 0 ? `\n${troubles.join("\n")}` : ""}`,
);
if (troubles.length > 0) process.exitCode = 1;
