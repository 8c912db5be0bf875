import type { texts } from "../../pages/account-server-details/texts.ts";

export const accountServerDetails: typeof texts = {
  title: "Mida meiliserverid enda kohta ütlevad",
  hint: "Nii nagu viimasel sisselogimisel ja viimasel kirja üleandmisel öeldi. Kelleltki praegu ei küsita.",
  none: "Veel pole midagi teada: see selgub esimesel sisselogimisel või kirja saatmisel.",
  imap: "IMAP-server",
  smtp: "SMTP-server",
  software: "Tarkvara",
  vendor: "Tootja",
  version: "Versioon",
  support: "Tugi",
  capabilities: "Võimalused",
  authMethods: "Sisselogimisviisid",
  extensions: "Laiendused",
  maxMessageSize: "Suurim kiri",
  seen: "Seisuga",
  saidBy: "Seda ütles",
  otherServer: (host: string) => `${host} (muu server kui praegu määratud)`,
  used: "Posthorn kasutab",
  subconnections: "Oma ühendusega kaustad",
  states: {
    listening: "Kuulab alates",
    connecting: "Ühendatakse alates",
    waiting: "Ebaõnnestus; proovitakse ise uuesti, alates",
  },
  lastFailure: "Viimane viga",
};
