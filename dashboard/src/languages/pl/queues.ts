import { formatNumber } from "../format.ts";
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
  more: (queue: string) => `Więcej dla kolejki „${queue}”`,
  ask: (queue: string, action: string) => `${queue}: ${action}`,
  actions: {
    retry: "Ponów wszystko, co się nie udało",
    promote: "Wykonaj teraz wszystko, co odłożone",
    empty: "Porzuć wszystko, co czeka",
    clearFailed: "Zapomnij wszystko, co się nie udało",
    clearCompleted: "Zapomnij wszystko, co wykonane",
  },
  questions: {
    submit: {
      retry:
        "Wszystkie zaniechane wiadomości dostają nowe próby. Wiadomości, których treść nie jest już przechowywana, pozostają bez zmian, podobnie te, które być może już wysłano: o nich trzeba zdecydować pojedynczo w skrzynce nadawczej.",
      promote:
        "Wszystkie odłożone wiadomości zostaną wysłane teraz, także zaplanowane na później. Limity wysyłania nadal obowiązują.",
      empty:
        "Wszystkie oczekujące i zaplanowane wiadomości zostaną anulowane: nigdy nie zostaną wysłane i nikt ich nie dostanie. Każda jest zgłaszana jako messageCancelled. To, co jest właśnie wysyłane, biegnie dalej. Tego nie można cofnąć.",
      clearFailed:
        "Nieudane wiadomości znikną ze skrzynki nadawczej i nie będzie można ich ponowić, podobnie tych, które być może wysłano i które czekają na decyzję. Tego nie można cofnąć.",
      clearCompleted:
        "To, co jeszcze jest przechowywane o wysłanych wiadomościach, zostanie zapomniane. Same wiadomości, ich kopie i zdarzenia pozostają.",
    },
    notify: {
      retry: "Wszystkie zaniechane dostarczenia zostaną ponowione, z nowymi próbami.",
      promote: "Wszystkie odłożone dostarczenia zostaną podjęte teraz, w swojej kolejności.",
      empty:
        "Wszystkie oczekujące dostarczenia zostaną porzucone: punkty końcowe nie dowiedzą się o tych zdarzeniach. Dziennik dostarczeń zachowa je jako niewysłane i dopóki je ma, można je jeszcze dostarczyć. To, co jest w drodze, biegnie dalej.",
      clearFailed:
        "Zaniechane dostarczenia znikną z dziennika dostarczeń i nie będzie można ich ponowić. Ich zdarzenia pozostają w dzienniku zdarzeń. Tego nie można cofnąć.",
      clearCompleted:
        "Dostarczenia, które dotarły lub nie zostały wysłane, znikną wraz z próbami z dziennika dostarczeń. Ich zdarzenia pozostają w dzienniku zdarzeń. Tego nie można cofnąć.",
    },
  },
  did: (count: number) => (count === 0 ? "Nie było żadnych." : `Wykonano: łącznie ${formatNumber(count)}.`),
  stayed: (count: number) => `Bez zmian: ${formatNumber(count)}.`,
};
