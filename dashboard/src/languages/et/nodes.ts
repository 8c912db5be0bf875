import type { texts } from "../../pages/nodes/texts.ts";

export const nodes: typeof texts = {
  title: "Sõlmed",
  description: "Selle andmebaasiga töötavad protsessid. Igaüks annab iga 15 sekundi järel endast märku.",
  one: "Töötab üks protsess. PostgreSQL-iga võib lisanduda teisi: käivitage Posthorn mujal sama andmebaasi ja saladusega.",
  columns: {
    host: "Masin",
    state: "Olek",
    version: "Versioon",
    started: "Käivitatud",
    memory: "Mälu",
    work: "Töös",
  },
  pid: (pid: string) => `protsess ${pid}`,
  thisOne: "vastab teile",
  alive: "Olemas",
  silent: "Vaikib",
  silentText: (since: string) =>
    `See on vaikinud alates ${since}. Kui see lõppes etteteatamata, võtavad teised selle töö üle.`,
  idle: "praegu mitte midagi",
  work: (kind: string, count: string) => `${kind}: ${count}`,
  differ: "Sõlmed kasutavad eri versioone. Ükshaaval uuendamise ajal on see lubatud, kuid mitte kauaks.",
  kinds: {
    "message-delivery": "saatmine",
    "sent-copy": "koopiad saadetud kirjade kausta",
    "webhook-delivery": "webhookid",
    "event-fan-out": "sündmuste jaotamine",
    "webhook-replay": "taasesitused",
    export: "ekspordid",
  },
};
