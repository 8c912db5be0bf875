import type { texts } from "../../pages/login/texts.ts";

export const login: typeof texts = {
  title: "Logi sisse",
  name: "Kasutajanimi",
  password: "Parool",
  remember: "Jää 30 päevaks sisse logituks",
  submit: "Logi sisse",
  forgotten: "Unustasite parooli? Serveris saab uue määrata nii:",
  or: "või",
  passkey: "Logi sisse pääsuvõtmega",
  signInWith: (provider: string) => `Logi sisse: ${provider}`,
  code: "Kood",
  codeHint: "Kuus numbrit autentimisrakendusest või taastekood",
  beginAgain: "Alusta uuesti",
  wrongCode: { title: "Kood on vale", text: "See võib olla aegunud või juba kasutatud. Proovige järgmist." },
  wrongPasskey: { title: "Pääsuvõtit ei võetud vastu", text: "See võib olla eemaldatud. Logige sisse muul viisil." },
  noPasskey: { title: "Pääsuvõtit ei kasutatud", text: "Valige selle saidi pääsuvõti või logige sisse muul viisil." },
  tooLate: { title: "See võttis liiga kaua aega", text: "Sisestage nimi ja parool uuesti." },
  locked: "Liiga palju ebaõnnestumisi",
  wrong: { title: "Nimi või parool on vale", text: "Kontrollige mõlemat ja proovige uuesti." },
  tooMany: "Liiga palju katseid",
  tooManyText: (wait: string) =>
    `Sisselogimine on mõneks ajaks peatatud. ${wait ? wait : "Proovige minuti pärast uuesti."}`,
  notHere: "Siit ei saa sisse logida",
  reasons: {
    ended: { title: "Teie seanss on lõppenud", text: "Logige sisse, et jätkata poolelijäänud kohast." },
    "provider-failed": {
      title: "Teenusepakkuja ei loginud teid sisse",
      text: "Temalt ei saanud küsida või see võttis liiga kaua. Proovige uuesti.",
    },
    "provider-refused": {
      title: "Te ei tohi siin sisse logida",
      text: "Teenusepakkuja tunneb teid, kuid te pole lubatute seas. Pöörduge Posthorni haldaja poole.",
    },
    "signed-out": { title: "Olete välja logitud", text: "" },
    "signed-out-everywhere": { title: "Olete kõikjal välja logitud", text: "" },
  },
  setup: {
    title: "Kasutajaid veel ei ole",
    link: "Avage link, mille server käivitudes väljastas. See näeb välja selline:",
    command: "Või looge esimene kasutaja serveris:",
  },
};
