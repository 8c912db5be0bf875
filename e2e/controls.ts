import type { Page } from "playwright-core";

/** Something on a page that can be pressed. */
export interface Control {
  role: "link" | "button" | "tab" | "menuitem" | "switch" | "radio";
  name: string;
  /** Of a link: where it leads. */
  href?: string;
  /** Whether it belongs to what is around every page. */
  isOfFrame: boolean;
}

/** Runs in the page: everything that can be seen and pressed and does not lead elsewhere, within the dialog or menu that is open, else on the page. */
const FIND_CONTROLS = `(() => {
  const open = [...document.querySelectorAll('[role="dialog"], [role="menu"]')].filter((e) => e.checkVisibility()).at(-1);
  const roles = { A: "link", BUTTON: "button" };
  const found = [];
  for (const element of (open ?? document).querySelectorAll('a[href], button, [role="tab"], [role="menuitem"], [role="switch"]')) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.disabled || /^(https?:)?\\/\\//.test(element.getAttribute("href") ?? "") || element.closest("[aria-hidden='true']")) continue;
    const role = element.getAttribute("role") ?? roles[element.tagName];
    if (!["link", "button", "tab", "menuitem", "switch"].includes(role)) continue;
    const labels = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.innerText ?? "").join(" ");
    const name = (element.getAttribute("aria-label") || labels.trim() || element.labels?.[0]?.innerText || element.innerText || element.title).replace(/\\s+/g, " ").trim();
    const isOfFrame = element.closest(".mantine-AppShell-header, nav[aria-label=Pages]") !== null;
    if (name === "") found.push({ role, name: "WITHOUT NAME " + element.outerHTML.slice(0, 200), isOfFrame });
    else found.push({ role, name, isOfFrame, ...(role === "link" && { href: element.getAttribute("href") }) });
  }
  return { isOpen: open !== undefined, found };
})()`;

/** What can be pressed now; `isOpen` tells whether that is in a dialog or a menu. */
export async function controlsOn(page: Page): Promise<{ isOpen: boolean; found: Control[] }> {
  return page.evaluate<{ isOpen: boolean; found: Control[] }>(FIND_CONTROLS);
}

/** Presses it; answers whether it was still there. */
export async function press(page: Page, { role, name }: Control): Promise<boolean> {
  const control = page.getByRole(role, { name, exact: true }).filter({ visible: true }).first();
  if (!(await control.isVisible())) return false;
  try {
    await control.click({ timeout: 800 });
    return true;
  } catch {
    return false;
  }
}
