import type { texts } from "../../pages/gateway/texts.ts";

export const gateway: typeof texts = {
  back: "Lüüsid",
  fallback: "Lüüs",
  test: "Testi ühendust",
  state: "Olek",
  fault: "Viimane tõrge",
  failed: "Ebaõnnestus",
  id: "ID",
  deliveries: "Vastu võetud kirju",
  lastUse: "Viimati kasutatud",
  never: "mitte kunagi",
  server: "Server",
  address: (host: string, port: string) => `${host}, port ${port}`,
  protection: "Kaitse",
  user: "Kasutajanimi",
  otherWay: "Varutee",
  taking: "Kuidas kirjad seda kasutavad",
  takingText: "Nimetage see kirja esitamisel API kaudu või SMTP päisena:",
  body: "Esitamise päringu sisus",
  header: "SMTP päisena",
};
