import type { Locale } from "@posthorn/contracts/locales";

/** What stands above a quoted message. */
export interface QuoteTexts {
  /** Above an answer: who wrote, and when. */
  wrote: string;
  /** The same where the date is not known. */
  wroteSometime: string;
  /** Above a message that is passed on; then its header, as far as it is known. */
  forwarded: string;
  from: string;
  subject: string;
  date: string;
  to: string;
  cc: string;
  bcc: string;
}

export const QUOTE_TEXTS: Readonly<Record<Locale, QuoteTexts>> = {
  en: {
    wrote: "On {date}, {from} wrote:",
    wroteSometime: "{from} wrote:",
    forwarded: "Begin forwarded message:",
    from: "From:",
    subject: "Subject:",
    date: "Date:",
    to: "To:",
    cc: "Cc:",
    bcc: "Bcc:",
  },
  et: {
    wrote: "{date} kirjutas {from}:",
    wroteSometime: "{from} kirjutas:",
    forwarded: "Edastatud kirja algus:",
    from: "Saatja:",
    subject: "Teema:",
    date: "Kuupäev:",
    to: "Saaja:",
    cc: "Koopia:",
    bcc: "Pimekoopia:",
  },
  fr: {
    wrote: "Le {date}, {from} a écrit :",
    wroteSometime: "{from} a écrit :",
    forwarded: "Début du message transféré :",
    from: "De :",
    subject: "Objet :",
    date: "Date :",
    to: "À :",
    cc: "Cc :",
    bcc: "Cci :",
  },
  de: {
    wrote: "Am {date} schrieb {from}:",
    wroteSometime: "{from} schrieb:",
    forwarded: "Anfang der weitergeleiteten Nachricht:",
    from: "Von:",
    subject: "Betreff:",
    date: "Datum:",
    to: "An:",
    cc: "Kopie:",
    bcc: "Blindkopie:",
  },
  pl: {
    wrote: "{date}, {from} napisał(a):",
    wroteSometime: "{from} napisał(a):",
    forwarded: "Początek przekazanej wiadomości:",
    from: "Od:",
    subject: "Temat:",
    date: "Data:",
    to: "Do:",
    cc: "DW:",
    bcc: "UDW:",
  },
  ja: {
    wrote: "{date}、{from} のメール:",
    wroteSometime: "{from} のメール:",
    forwarded: "転送されたメッセージ:",
    from: "差出人:",
    subject: "件名:",
    date: "日時:",
    to: "宛先:",
    cc: "Cc:",
    bcc: "Bcc:",
  },
  nl: {
    wrote: "Op {date} schreef {from}:",
    wroteSometime: "{from} schreef:",
    forwarded: "Begin doorgestuurd bericht:",
    from: "Van:",
    subject: "Onderwerp:",
    date: "Datum:",
    to: "Aan:",
    cc: "Cc:",
    bcc: "Bcc:",
  },
  es: {
    wrote: "El {date}, {from} escribió:",
    wroteSometime: "{from} escribió:",
    forwarded: "Inicio del mensaje reenviado:",
    from: "De:",
    subject: "Asunto:",
    date: "Fecha:",
    to: "Para:",
    cc: "Cc:",
    bcc: "Cco:",
  },
  it: {
    wrote: "Il giorno {date}, {from} ha scritto:",
    wroteSometime: "{from} ha scritto:",
    forwarded: "Inizio messaggio inoltrato:",
    from: "Da:",
    subject: "Oggetto:",
    date: "Data:",
    to: "A:",
    cc: "Cc:",
    bcc: "Ccn:",
  },
  tr: {
    wrote: "{from}, {date} tarihinde şunu yazdı:",
    wroteSometime: "{from} şunu yazdı:",
    forwarded: "İletilen mesajın başlangıcı:",
    from: "Kimden:",
    subject: "Konu:",
    date: "Tarih:",
    to: "Kime:",
    cc: "Bilgi:",
    bcc: "Gizli:",
  },
  sv: {
    wrote: "{date} skrev {from}:",
    wroteSometime: "{from} skrev:",
    forwarded: "Vidarebefordrat meddelande:",
    from: "Från:",
    subject: "Ämne:",
    date: "Datum:",
    to: "Till:",
    cc: "Kopia:",
    bcc: "Hemlig kopia:",
  },
};
