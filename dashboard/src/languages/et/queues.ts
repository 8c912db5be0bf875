import type { texts } from "../../pages/queues/texts.ts";

export const queues: typeof texts = {
  title: "Järjekorrad",
  description: "Mis ootab tegemist. Taaskäivitus ei kaota järjekorrast midagi.",
  notify: "Webhookid",
  notifyText: "Sündmused teel otspunktidesse.",
  submit: "Saatmine",
  submitText: "Kirjad teel meiliserveritesse.",
  waiting: "Ootel",
  active: "Töös",
  delayed: "Edasi lükatud",
  failed: "Loobutud",
  oldest: "Vanim",
  paused: "Peatatud",
  pause: "Peata",
  resume: "Jätka",
  pauseTitle: (queue: string) => `Kas peatada „${queue}“?`,
  pauseText: "Töösolev viiakse lõpuni; muu ootab, kuni keegi laseb jätkata. Uut võetakse ikka vastu.",
  pausedDone: "Järjekord on peatatud.",
  resumedDone: "Järjekord jätkab.",
  toDeliveries: "Vaata edastusi",
  toOutbox: "Vaata väljundkausta",
};
