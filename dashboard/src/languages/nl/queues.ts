import type { texts } from "../../pages/queues/texts.ts";

export const queues: typeof texts = {
  title: "Wachtrijen",
  description: "Wat nog gedaan moet worden. Bij een herstart gaat niets verloren.",
  notify: "Webhooks",
  notifyText: "Gebeurtenissen op weg naar endpoints.",
  submit: "Verzending",
  submitText: "Berichten op weg naar mailservers.",
  waiting: "Wachtend",
  active: "Bezig",
  delayed: "Uitgesteld",
  failed: "Opgegeven",
  oldest: "Oudste",
  paused: "Gepauzeerd",
  pause: "Pauzeren",
  resume: "Hervatten",
  pauseTitle: (queue: string) => `‘${queue}’ pauzeren?`,
  pauseText:
    "Wat al bezig is, wordt afgemaakt; al het andere wacht tot iemand de wachtrij hervat. Nieuwe taken worden nog wel aangenomen.",
  pausedDone: "De wachtrij is gepauzeerd.",
  resumedDone: "De wachtrij loopt weer.",
  toDeliveries: "Bezorgingen bekijken",
  toOutbox: "Postvak UIT bekijken",
};
