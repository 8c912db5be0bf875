import type { texts } from "../../pages/authorize-agent/texts.ts";

export const authorizeAgent: typeof texts = {
  title: "Kas anda agendile ligipääs?",
  asks: (client: string) => `${client} soovib selle Posthorniga töötada.`,
  asksUnnamed: "Agent, kes oma nime ei ütle, soovib selle Posthorniga töötada.",
  returns: (place: string) => `Vastus läheb: ${place}`,
  returnsText:
    "Keegi pole nime kontrollinud. Kiitke heaks ainult siis, kui palusite seda äsja ise ja teate, kuhu vastus läheb.",
  account: "Konto",
  accountHint: "Kontoga seotult ei ulatu ta mujale",
  accountAny: "Kõik kontod",
  lasting: "Ligipääs ei aegu. Saate selle igal ajal lehel Agendid peatada või tühistada.",
  approve: "Kiida heaks",
  deny: "Keeldu",
  signIn: "Heakskiiduks logige sisse",
  notAllowed: "Teie roll ei luba ligipääsu anda. Administraator saab.",
  done: "Tehtud",
  back: (place: string) => `Teie brauser on teel: ${place}. Võite selle akna sulgeda.`,
  fault: "Sellele palvele ei saa vastata",
  faultText: "Kedagi ei saadetud kuhugi ja midagi ei antud. Alustage uuesti sealt, kust tulite, või öelge tegijatele:",
  closed: "Veebikonnektoreid siin sisse ei lasta. Posthorni haldaja saab need lehel Agendid sisse lülitada.",
};
