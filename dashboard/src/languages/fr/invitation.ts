import type { texts } from "../../pages/invitation/texts.ts";

export const invitation: typeof texts = {
  title: "Choisir un mot de passe",
  description: "Vous avez été invité dans ce Posthorn. Le lien fonctionne une seule fois.",
  password: "Mot de passe",
  passwordHint: "Au moins 8 caractères ; quelques mots à la suite conviennent bien",
  again: "Mot de passe, encore une fois",
  submit: "Enregistrer et se connecter",
  noLink: {
    title: "Cette page a besoin du lien qui vous a été donné",
    text: "La partie secrète est aussitôt retirée de la barre d'adresse ; si vous avez rechargé la page, ouvrez de nouveau le lien. Il ressemble à ceci :",
  },
  bad: {
    title: "Ce lien ne fonctionne pas",
    text: "Il a déjà servi, il a plus d'une semaine ou il n'a pas été copié en entier. Demandez-en un autre.",
  },
  code: {
    title: "Le mot de passe est enregistré",
    text: "Des codes à usage unique sont demandés ensuite : connectez-vous avec le nouveau mot de passe et un code.",
  },
  signIn: "Se connecter",
};
