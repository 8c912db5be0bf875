import type { texts } from "../../pages/alert/texts.ts";

export const alertRule: typeof texts = {
  back: "Waarschuwingen",
  fallback: "Waarschuwingsregel",
  test: "Test sturen",
  tested: "De test is aangekomen.",
  testedEmail: "De test staat in Postvak UIT.",
  answer: "Wat er werd geantwoord",
  testFailed: "De test is niet aangekomen",
  state: "Status",
  since: "Sinds",
  findings: "Gevonden",
  checked: "Gecontroleerd",
  told: "Laatst gemeld",
  kinds: { firing: "dat hij afgaat", reminder: "dat hij nog afgaat", recovered: "dat het voorbij is" },
  error: "Melden mislukt",
  never: "nooit",
  target: "Waarschuwt",
};
