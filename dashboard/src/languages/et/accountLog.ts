import type { texts } from "../../pages/account-log/texts.ts";
import { formatNumber, plural } from "../format.ts";

const lines = (count: number) => `${formatNumber(count)} ${plural(count, { one: "rida", other: "rida" })}`;

export const accountLog: typeof texts = {
  title: "Mida konto ja selle meiliserverid omavahel räägivad",
  switch: "Salvesta logisse",
  on: "Alates praegusest salvestatakse.",
  off: "Enam ei salvestata. Seni salvestatu jääb alles.",
  all: "Seadete kohaselt salvestatakse kõigi kontode kohta.",
  hint: "Paroolid, pääsuload ja kirjade sisu jäetakse välja. Aadressid ja teemad jäävad ning logi on andmebaasis krüptimata: lülitage see sisse ainult vajalikuks ajaks. See kaob, kui konto alustab uuesti.",
  loginHint: "Et näha sisselogimist, ühendage konto vahepeal uuesti.",
  empty: "Midagi pole veel salvestatud.",
  emptyOff: "Midagi pole salvestatud. Lülitage see sisse, et näha konto ja serverite suhtlust.",
  noMatch: "Ükski rida ei vasta.",
  search: "Otsi ridadest",
  speaker: "Kes räägib",
  speakers: { client: "Posthorn", server: "Meiliserver", notice: "Märkused" },
  allSpeakers: "Kõik",
  purpose: "Ühenduse otstarve",
  purposes: {
    watch: "Jälgimine",
    "sub-connection": "Kausta jälgimine",
    request: "Päringud",
    smtp: "Saatmine",
    relay: "IMAP-i puhverserver",
    api: "Teenusepakkuja API",
  },
  allPurposes: "Kõik ühendused",
  lineCount: "Kui kaugele tagasi",
  lastLines: (count: number) => `Viimased ${lines(count)}`,
  follow: "Jälgi",
  download: "Laadi alla",
  shown: (shown: number, total: number) =>
    shown === total ? lines(total) : `${formatNumber(shown)} / ${lines(total)}`,
  list: "Logi read",
  only: (connection: string) => `Ainult ühendus ${connection}`,
  allConnections: "Jälle kõik ühendused",
  clear: "Tühjenda",
  clearTitle: "Kas tühjendada selle konto logi?",
  clearText: "Kõik üles kirjutatu kustutatakse. Kas kirjutamine jätkub, jääb nii, nagu on. Seda ei saa tagasi võtta.",
  cleared: "Logi on tühi.",
};
