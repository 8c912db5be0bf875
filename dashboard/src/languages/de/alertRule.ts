import type { texts } from "../../pages/alert/texts.ts";

export const alertRule: typeof texts = {
  back: "Alarme",
  fallback: "Alarmregel",
  test: "Test senden",
  tested: "Der Test ist angekommen.",
  testedEmail: "Der Test liegt im Postausgang.",
  answer: "Was geantwortet wurde",
  testFailed: "Der Test ist nicht angekommen",
  state: "Status",
  since: "Seit",
  findings: "Befund",
  checked: "Geprüft",
  told: "Zuletzt gemeldet",
  kinds: { firing: "dass sie anschlägt", reminder: "dass sie noch anschlägt", recovered: "dass es vorbei ist" },
  error: "Meldung gescheitert",
  never: "nie",
  target: "Benachrichtigt",
};
