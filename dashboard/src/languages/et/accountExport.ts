import type { texts } from "../../pages/account-export/texts.ts";
import { formatNumber } from "../format.ts";

export const accountExport: typeof texts = {
  title: "Uus eksport",
  description:
    "Kõik ajavahemiku kirjad ühes failis: kõik kaustad peale rämpsposti ja prügikasti või kõigi kirjade kaust, kui see on olemas.",
  from: "Saadud alates",
  to: "Kuni",
  format: "Vorming",
  formats: { ndjson: "JSON, iga kiri omal real", mbox: "mbox, kirjad algkujul" },
  attachments: "Manustega",
  attachmentsHint: "Algkujul kirjadel on need alati",
  start: "Alusta eksporti",
  started: "Eksport on alanud.",
  order: "Lõpp on enne algust",
  needs: "See on vajalik",
  list: "Ekspordid",
  empty: "Sellel kontol pole eksporte.",
  range: (from: string, to: string) => `${from} – ${to}`,
  expires: "Kustutatakse",
  created: "Alustatud",
  statuses: {
    queued: "Ootel",
    processing: "Töös",
    completed: "Valmis",
    failed: "Ebaõnnestus",
    cancelled: "Tühistatud",
  },
  phases: {
    indexing: (scanned: number, total: number) =>
      `Kirjade otsimine: ${formatNumber(scanned)} / ${formatNumber(total)} kausta`,
    exporting: (done: number, total: number) => `${formatNumber(done)} / ${formatNumber(total)} kirja`,
    complete: (done: number) => `${formatNumber(done)} kirja`,
  },
  skipped: (count: number) => `${formatNumber(count)} välja jäetud: vahepeal kadunud või liiga suured`,
  size: (size: string) => `${size} enne tihendamist`,
  truncated: "Piirang lõikas selle lühemaks: kõiki kirju selles pole.",
  progress: "Ekspordi edenemine",
  download: "Laadi alla",
  delete: "Kustuta",
  cancel: "Peata ja kustuta",
  deleteTitle: "Kas kustutada see eksport?",
  deleteText: "Fail kustutatakse. Kirjad jäävad alles. Seda ei saa tagasi võtta.",
  deleted: "Eksport on kustutatud.",
};
