import type { texts } from "../../pages/sessions/texts.ts";

export const sessions: typeof texts = {
  browserOn: (browser: string, system: string) => `${browser}, ${system}`,
  title: "Kus olete sisse logitud",
  description: "Tundmatu seanss tuleks välja logida ja parool muuta.",
  current: "See brauser",
  unknownBrowser: "Tundmatu programm",
  lastSeen: "Viimati nähtud",
  since: "sisse logitud",
  until: "lõpeb",
  signOut: "Logi välja",
  signedOut: "See seanss on välja logitud.",
  everywhere: "Logi kõikjal välja",
  everywhereTitle: "Kas logida kõikjal välja?",
  everywhereText: "Kõik teie seansid lõpevad, ka see. Pääsuload töötavad edasi.",
};
