import type { texts } from "../../pages/queues/texts.ts";

export const queues: typeof texts = {
  title: "Kolejki",
  description: "Co czeka na wykonanie. Restart niczego z kolejki nie gubi.",
  notify: "Webhooki",
  notifyText: "Zdarzenia w drodze do punktów końcowych.",
  submit: "Wysyłanie",
  submitText: "Wiadomości w drodze do serwerów poczty.",
  waiting: "Oczekujące",
  active: "W toku",
  delayed: "Odłożone",
  failed: "Zaniechane",
  oldest: "Najstarsze",
  paused: "Wstrzymana",
  pause: "Wstrzymaj",
  resume: "Wznów",
  pauseTitle: (queue: string) => `Wstrzymać kolejkę „${queue}”?`,
  pauseText:
    "To, co jest w toku, zostanie dokończone; reszta czeka, aż ktoś wznowi kolejkę. Nowe zadania są nadal przyjmowane.",
  pausedDone: "Kolejka jest wstrzymana.",
  resumedDone: "Kolejka działa dalej.",
  toDeliveries: "Zobacz dostarczenia",
  toOutbox: "Zobacz skrzynkę nadawczą",
};
