import type { texts } from "../../pages/alert/texts.ts";

export const alertRule: typeof texts = {
  back: "Häired",
  fallback: "Häirereegel",
  test: "Saada proov",
  tested: "Proov jõudis kohale.",
  testedEmail: "Proov on väljundkaustas.",
  answer: "Mida vastati",
  testFailed: "Proov ei jõudnud kohale",
  state: "Olek",
  since: "Alates",
  findings: "Leiti",
  checked: "Kontrollitud",
  told: "Viimati teavitatud",
  kinds: { firing: "et see rakendus", reminder: "et see kestab", recovered: "et see on möödas" },
  error: "Teavitamine ebaõnnestus",
  never: "mitte kunagi",
  target: "Teavitab",
};
