import { language } from "./languages/language.ts";
import { loadLanguage } from "./languages/load-language.ts";
import { takeSetupLink } from "./setup-link.ts";

// Before anything else looks at the address: the link opens the installation.
const setupLink = takeSetupLink();
// Pages take their words when they are loaded, so the words come first.
await loadLanguage(language);
const { start } = await import("./start.tsx");
start(setupLink);
