import type { texts } from "../../pages/admin-log/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const adminLog: typeof texts = {
  title: "Haldustoimingute logi",
  description:
    "Mida sisseloginud inimesed tegid või püüdsid teha, uuemad eespool. Programmide tegevus on nende pääsulubade logides.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "kirje", other: "kirjet" })}`,
  empty: "Keegi pole veel midagi teinud.",
  columns: {
    time: "Aeg",
    user: "Kelle konto",
    call: "Mida",
    target: "Mille kohta",
    outcome: "Tulemus",
    address: "Kust",
  },
  unknown: "teadmata",
  none: "–",
  command: "käsurida",
  user: "Kasutaja",
  action: "Liik",
  everyAction: "Kõik liigid",
  actions: { read: "Vaatas", write: "Muutis", send: "Saatis", destructive: "Kustutas" },
  outcome: "Tulemus",
  everyOutcome: "Kõik tulemused",
  outcomes: { succeeded: "Õnnestus", failed: "Ebaõnnestus" },
  from: "Alates",
  to: "Kuni",
  how: {
    password: "parooliga",
    totp: "ühekordse koodiga",
    "recovery-code": "taastekoodiga",
    passkey: "pääsuvõtmega",
    oidc: "OpenID Connecti kaudu",
    okta: "Okta kaudu",
  },
  changes: {
    title: "Mida muudeti",
    show: (count: number) => `Näita ${formatNumber(count)} ${plural(count, { one: "muudatust", other: "muudatust" })}`,
    none: "Pärast oli kõik nagu enne.",
    untold: "Selle toimingu kohta varasemat ja uut seisu ei salvestata.",
  },
  code: (status: number, code: string) => `${status} ${code}`,
};
