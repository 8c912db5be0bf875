import { formatNumber } from "../format.ts";
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
  more: (queue: string) => `Meer voor ‘${queue}’`,
  ask: (queue: string, action: string) => `${queue}: ${action}`,
  actions: {
    retry: "Alles wat mislukte opnieuw proberen",
    promote: "Alles wat uitgesteld is nu doen",
    empty: "Alles wat wacht laten vallen",
    clearFailed: "Alles wat mislukte vergeten",
    clearCompleted: "Alles wat klaar is vergeten",
  },
  questions: {
    submit: {
      retry:
        "Alle opgegeven berichten krijgen nieuwe pogingen. Berichten waarvan de inhoud niet meer wordt bewaard, blijven zoals ze zijn, en ook berichten die misschien al zijn verzonden: beslis daar in Postvak UIT één voor één over.",
      promote:
        "Alle uitgestelde berichten worden nu verzonden, ook wat voor later gepland was. Verzendlimieten blijven gelden.",
      empty:
        "Alle wachtende en geplande berichten worden geannuleerd: ze worden nooit verzonden en niemand krijgt ze. Elk bericht wordt gemeld als messageCancelled. Wat nu verzonden wordt, gaat door. Dit kan niet ongedaan worden gemaakt.",
      clearFailed:
        "Mislukte berichten verlaten Postvak UIT en kunnen niet opnieuw worden geprobeerd, net als berichten die misschien zijn verzonden en op een beslissing wachten. Dit kan niet ongedaan worden gemaakt.",
      clearCompleted:
        "Wat nog van verzonden berichten wordt bewaard, wordt vergeten. De berichten zelf, hun kopieën en hun gebeurtenissen blijven.",
    },
    notify: {
      retry: "Alle opgegeven bezorgingen worden opnieuw gedaan, met nieuwe pogingen.",
      promote: "Alle uitgestelde bezorgingen worden nu geprobeerd, in hun volgorde.",
      empty:
        "Alle wachtende bezorgingen vervallen: uw endpoints horen niets van deze gebeurtenissen. Het bezorglogboek bewaart ze als niet verzonden, en zolang dat zo is kunnen ze nog worden bezorgd. Wat onderweg is, gaat door.",
      clearFailed:
        "Opgegeven bezorgingen verlaten het bezorglogboek en kunnen niet opnieuw worden gedaan. Hun gebeurtenissen blijven in het gebeurtenissenlogboek. Dit kan niet ongedaan worden gemaakt.",
      clearCompleted:
        "Aangekomen en niet verzonden bezorgingen verlaten het bezorglogboek, met hun pogingen. Hun gebeurtenissen blijven in het gebeurtenissenlogboek. Dit kan niet ongedaan worden gemaakt.",
    },
  },
  did: (count: number) => (count === 0 ? "Die waren er niet." : `Gedaan: ${formatNumber(count)} in totaal.`),
  stayed: (count: number) => `Ongewijzigd: ${formatNumber(count)}.`,
};
