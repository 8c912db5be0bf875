import type { texts } from "../../pages/alert/texts.ts";

export const alertRule: typeof texts = {
  back: "Alertes",
  fallback: "Règle d'alerte",
  test: "Envoyer un test",
  tested: "Le test est arrivé.",
  testedEmail: "Le test est dans la boîte d'envoi.",
  answer: "Ce qui a été répondu",
  testFailed: "Le test n'est pas arrivé",
  state: "État",
  since: "Depuis",
  findings: "Constat",
  checked: "Examinée",
  told: "Dernier avis",
  kinds: { firing: "du déclenchement", reminder: "que cela dure", recovered: "de la fin" },
  error: "Échec de l'avis",
  never: "jamais",
  target: "Prévient",
};
