import { translated } from "../../languages/translated.ts";

export const texts = translated("alertRule", {
  back: "Alerts",
  fallback: "Alert rule",
  test: "Send a test",
  tested: "The test arrived.",
  testedEmail: "The test is in the outbox.",
  answer: "What it answered",
  testFailed: "The test did not arrive",
  state: "State",
  since: "Since",
  findings: "Found",
  checked: "Looked at",
  told: "Last told",
  kinds: { firing: "that it fires", reminder: "that it still fires", recovered: "that it is over" },
  error: "Telling failed",
  never: "never",
  target: "Tells",
});
