import type { texts } from "../../pages/gateway/texts.ts";

export const gateway: typeof texts = {
  back: "Gateways",
  fallback: "Gateway",
  test: "Verbindung testen",
  state: "Status",
  fault: "Letzter Fehler",
  failed: "Fehlgeschlagen",
  id: "ID",
  deliveries: "Angenommene Nachrichten",
  lastUse: "Zuletzt benutzt",
  never: "nie",
  server: "Server",
  address: (host: string, port: string) => `${host}, Port ${port}`,
  protection: "Verschlüsselung",
  user: "Benutzername",
  otherWay: "Ersatzweg",
  taking: "So nutzen Nachrichten dieses Gateway",
  takingText: "Nennen Sie es, wenn Sie eine Nachricht einreichen, über die API oder als Header über SMTP:",
  body: "Im Rumpf des Aufrufs",
  header: "Als Header über SMTP",
};
