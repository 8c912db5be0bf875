import type { texts } from "../../pages/setup/texts.ts";

export const setup: typeof texts = {
  title: "Posthorni seadistamine",
  description: "Looge esimene kasutaja. See link töötab ühe korra.",
  name: "Kasutajanimi",
  password: "Parool",
  passwordHint: "Vähemalt 8 märki; sobib mitu sõna järjest",
  again: "Parool uuesti",
  submit: "Loo ja logi sisse",
  noLink: {
    title: "See leht vajab serverilt saadud linki",
    text: "Server väljastab selle käivitudes, kui kasutajaid veel pole. Salajane osa eemaldatakse kohe aadressiribalt, seega avage pärast lehe uuesti laadimist link uuesti. See näeb välja selline:",
  },
  bad: {
    title: "See link ei tööta",
    text: "See on juba kasutatud, vanem kui 24 tundi või pole täielikult kopeeritud. Uue saamiseks taaskäivitage server või looge kasutaja serveris käsuga: npx posthorn password",
  },
  notHere: "Siit ei saa seadistada",
  done: {
    title: "Posthorn on juba seadistatud",
    text: "Keegi on esimese kasutaja loonud. Logige selle asemel sisse.",
  },
  signIn: "Logi sisse",
};
