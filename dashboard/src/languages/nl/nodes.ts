import type { texts } from "../../pages/nodes/texts.ts";

export const nodes: typeof texts = {
  title: "Nodes",
  description: "De processen die met deze database werken. Elk meldt zich om de 15 seconden.",
  one: "Er is één proces. Met PostgreSQL kunnen er meer bij komen: start Posthorn elders met dezelfde database en hetzelfde geheim.",
  columns: {
    host: "Machine",
    state: "Status",
    version: "Versie",
    started: "Gestart",
    memory: "Geheugen",
    work: "Bezig met",
  },
  pid: (pid: string) => `proces ${pid}`,
  thisOne: "antwoordt u",
  alive: "Actief",
  silent: "Stil",
  silentText: (since: string) =>
    `Heeft niets meer laten horen sinds ${since}. Als het proces onverwacht is gestopt, nemen andere het werk over.`,
  idle: "nu niets",
  work: (kind: string, count: string) => `${kind}: ${count}`,
  differ:
    "De nodes draaien verschillende versies. Dat is prima zolang u ze een voor een bijwerkt, maar niet voor lang.",
  kinds: {
    "message-delivery": "verzending",
    "sent-copy": "kopieën voor Verzonden",
    "webhook-delivery": "webhooks",
    "event-fan-out": "verdelen van gebeurtenissen",
    "webhook-replay": "herhalingen",
    export: "exports",
  },
};
