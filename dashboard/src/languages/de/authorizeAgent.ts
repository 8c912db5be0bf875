import type { texts } from "../../pages/authorize-agent/texts.ts";

export const authorizeAgent: typeof texts = {
  title: "Einem Agenten Zugriff geben?",
  asks: (client: string) => `${client} möchte mit diesem Posthorn arbeiten.`,
  asksUnnamed: "Ein Agent, der seinen Namen nicht nennt, möchte mit diesem Posthorn arbeiten.",
  returns: (place: string) => `Die Antwort geht an ${place}`,
  returnsText:
    "Niemand hat den Namen geprüft. Stimmen Sie nur zu, wenn Sie gerade selbst darum gebeten haben und wissen, wohin die Antwort geht.",
  account: "Konto",
  accountHint: "An ein Konto gebunden, erreicht er nichts anderes",
  accountAny: "Alle Konten",
  lasting: "Der Zugriff läuft nicht ab. Sie können ihn jederzeit unter „Agenten“ anhalten oder widerrufen.",
  approve: "Zustimmen",
  deny: "Ablehnen",
  signIn: "Anmelden, um zuzustimmen",
  notAllowed: "Mit Ihrer Rolle können Sie keinen Zugriff geben. Ein Administrator kann es.",
  done: "Das ist erledigt",
  back: (place: string) => `Ihr Browser ist auf dem Weg zu ${place}. Sie können dieses Fenster schließen.`,
  fault: "Diese Anfrage lässt sich nicht beantworten",
  faultText:
    "Niemand wurde irgendwohin geschickt, und nichts wurde vergeben. Beginnen Sie neu, wo Sie herkamen, oder sagen Sie es den Herstellern:",
  closed: "Web-Konnektoren werden hier nicht eingelassen. Wer Posthorn betreibt, kann sie unter „Agenten“ einschalten.",
};
