import type { texts } from "../../pages/password/texts.ts";

export const password: typeof texts = {
  title: "Wachtwoord wijzigen",
  description: "Overal elders wordt u afgemeld.",
  current: "Huidig wachtwoord",
  password: "Nieuw wachtwoord",
  again: "Nieuw wachtwoord nogmaals",
  submit: "Wachtwoord wijzigen",
  done: "Het wachtwoord is gewijzigd. Overal elders bent u afgemeld.",
  tooMany: "Te veel pogingen",
};
