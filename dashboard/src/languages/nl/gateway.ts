import type { texts } from "../../pages/gateway/texts.ts";

export const gateway: typeof texts = {
  back: "Gateways",
  fallback: "Gateway",
  test: "Verbinding testen",
  state: "Status",
  fault: "Laatste fout",
  failed: "Mislukt",
  id: "ID",
  deliveries: "Aangenomen berichten",
  lastUse: "Laatst gebruikt",
  never: "nooit",
  server: "Server",
  address: (host: string, port: string) => `${host}, poort ${port}`,
  protection: "Beveiliging",
  user: "Gebruikersnaam",
  otherWay: "Alternatieve route",
  taking: "Zo gebruiken berichten deze gateway",
  takingText: "Noem de gateway wanneer u een bericht aanbiedt, via de API of als header via SMTP:",
  body: "In de inhoud van de aanvraag",
  header: "Als header via SMTP",
};
