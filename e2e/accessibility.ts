import axe from "axe-core";
import type { Page } from "playwright-core";

const LOOKS = [
  { colorScheme: "light", viewport: { width: 1280, height: 800 }, rules: undefined },
  // The page is the same; its colours are others.
  {
    colorScheme: "dark",
    viewport: { width: 390, height: 844 },
    rules: ["color-contrast", "scrollable-region-focusable"],
  },
] as const;

/**
 * What keeps people from using a page as it stands now, in a light window and on a dark phone:
 * serious findings of axe, and content wider than the window. Leaves the window light and wide.
 */
export async function findingsOn(page: Page): Promise<unknown[]> {
  const findings: unknown[] = [];
  for (const { colorScheme, viewport, rules } of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
    // A message that passes covers what is below it.
    for (const close of await page.locator(".mantine-Notification-closeButton").all()) await close.click();
    await page.locator(".mantine-Notification-root").first().waitFor({ state: "detached" });
    // Colours on their way from one look to the other are neither.
    await page.evaluate(
      `document.getAnimations()
        .filter(({effect}) => effect.getComputedTiming().endTime !== Infinity)
        .forEach((animation) => animation.finish())`,
    );
    const serious = await seriousFindings(page, rules);
    if (serious.length > 0) findings.push({ at: page.url(), colorScheme, serious });
    const overflow = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    if (overflow > 0) findings.push({ at: page.url(), colorScheme, overflow });
  }
  await page.emulateMedia({ colorScheme: LOOKS[0].colorScheme });
  await page.setViewportSize(LOOKS[0].viewport);
  return findings;
}

/** Serious findings of axe on a page as it looks now; of all its rules, or of some. */
export async function seriousFindings(page: Page, rules?: readonly string[]): Promise<unknown[]> {
  // It takes longer to load than to run.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const options = rules === undefined ? {} : { runOnly: rules };
  return page.evaluate<unknown[]>(
    `axe.run(${JSON.stringify(options)}).then(({violations}) => violations
      .filter(({impact}) => impact === "serious" || impact === "critical")
      .map(({id, nodes}) => ({id, nodes: nodes.map(({html, failureSummary}) => html + " " + failureSummary)})))`,
  );
}
