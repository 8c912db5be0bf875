import type { texts } from "../../pages/account-authorize/texts.ts";

export const accountAuthorize: typeof texts = {
  title: (name: string) => `Autoriser à nouveau « ${name} »`,
  oauth2:
    "Un lien mène à la page du fournisseur, où le propriétaire de la boîte mail donne à nouveau son accord. Quiconque l'ouvre doit y être connecté sous la bonne identité.",
  password: "Un lien mène à un formulaire où le propriétaire de la boîte mail saisit à nouveau le mot de passe.",
  pinned: (email: string) => `Seule l'adresse ${email} est acceptée.`,
  cancel: "Annuler",
  make: "Créer le lien",
};
