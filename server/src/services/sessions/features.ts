import { getDashboardFeatures as promise } from "@posthorn/contracts/sessions";
import { verb } from "../verb.ts";

export const getDashboardFeatures = verb(promise, async ({ limits }) => ({
  messageBrowser: !limits.disableMessageBrowser,
  setupWarnings: !limits.disableSetupWarnings,
}));
