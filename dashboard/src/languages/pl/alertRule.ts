import type { texts } from "../../pages/alert/texts.ts";

export const alertRule: typeof texts = {
  back: "Alerty",
  fallback: "Reguła alertu",
  test: "Wyślij test",
  tested: "Test dotarł.",
  testedEmail: "Test jest w skrzynce nadawczej.",
  answer: "Co zostało odpowiedziane",
  testFailed: "Test nie dotarł",
  state: "Stan",
  since: "Od",
  findings: "Wynik",
  checked: "Sprawdzono",
  told: "Ostatnie powiadomienie",
  kinds: { firing: "że zadziałała", reminder: "że trwa", recovered: "że minęło" },
  error: "Powiadomienie nie dotarło",
  never: "nigdy",
  target: "Powiadamia",
};
