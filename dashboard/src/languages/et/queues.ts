import { formatNumber } from "../format.ts";
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
  more: (queue: string) => `Veel toiminguid: „${queue}“`,
  ask: (queue: string, action: string) => `${queue}: ${action}`,
  actions: {
    retry: "Proovi kõiki ebaõnnestunuid uuesti",
    promote: "Tee kõik edasilükatu kohe",
    empty: "Loobu kõigest, mis ootab",
    clearFailed: "Unusta kõik ebaõnnestunud",
    clearCompleted: "Unusta kõik tehtud",
  },
  questions: {
    submit: {
      retry:
        "Kõik kirjad, millest loobuti, saavad uued katsed. Kirjad, mille sisu enam ei säilitata, jäävad nagu on, samuti need, mis võivad olla juba saadetud: otsustage nende üle väljundkaustas ükshaaval.",
      promote: "Kõik edasilükatud kirjad saadetakse kohe, ka hilisemaks plaanitud. Saatmispiirangud kehtivad ikka.",
      empty:
        "Kõik ootavad ja plaanitud kirjad tühistatakse: neid ei saadeta kunagi ja keegi ei saa neid. Igaühest teatatakse sündmusega messageCancelled. Mida praegu saadetakse, läheb edasi. Seda ei saa tagasi võtta.",
      clearFailed:
        "Ebaõnnestunud kirjad lahkuvad väljundkaustast ja neid ei saa uuesti proovida. Samuti kirjad, mis võivad olla saadetud ja ootavad otsust. Seda ei saa tagasi võtta.",
      clearCompleted:
        "Saadetud kirjadest veel säilitatu unustatakse. Kirjad ise, nende koopiad ja sündmused jäävad alles.",
    },
    notify: {
      retry: "Kõik edastused, millest loobuti, tehakse uute katsetega uuesti.",
      promote: "Kõiki edasilükatud edastusi proovitakse kohe, nende järjekorras.",
      empty:
        "Kõigist ootavatest edastustest loobutakse: teie otspunktid ei saa neist sündmustest teada. Edastuste logi säilitab need loobututena ja seni saab neid veel edastada. Mis on teel, läheb edasi.",
      clearFailed:
        "Edastused, millest loobuti, kaovad edastuste logist ja neid ei saa korrata. Nende sündmused jäävad sündmuste logisse. Seda ei saa tagasi võtta.",
      clearCompleted:
        "Kohale jõudnud ja saatmata edastused kaovad koos katsetega edastuste logist. Nende sündmused jäävad sündmuste logisse. Seda ei saa tagasi võtta.",
    },
  },
  did: (count: number) => (count === 0 ? "Neid polnud." : `Tehtud: kokku ${formatNumber(count)}.`),
  stayed: (count: number) => `Muutmata jäi: ${formatNumber(count)}.`,
};
