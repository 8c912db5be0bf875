import type { texts } from "../../pages/invitation/texts.ts";

export const invitation: typeof texts = {
  title: "Valige parool",
  description: "Teid kutsuti seda Posthorni kasutama. Link töötab ühe korra.",
  password: "Parool",
  passwordHint: "Vähemalt 8 märki; sobib mitu sõna järjest",
  again: "Parool uuesti",
  submit: "Salvesta ja logi sisse",
  noLink: {
    title: "See leht vajab teile antud linki",
    text: "Salajane osa eemaldatakse kohe aadressiribalt, seega avage pärast lehe uuesti laadimist link uuesti. See näeb välja selline:",
  },
  bad: {
    title: "See link ei tööta",
    text: "See on juba kasutatud, vanem kui nädal või pole täielikult kopeeritud. Küsige uus link.",
  },
  code: {
    title: "Parool on salvestatud",
    text: "Selle järel küsitakse ühekordset koodi: logige sisse uue parooli ja koodiga.",
  },
  signIn: "Logi sisse",
};
