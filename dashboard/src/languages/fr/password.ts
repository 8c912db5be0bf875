import type { texts } from "../../pages/password/texts.ts";

export const password: typeof texts = {
  title: "Changer le mot de passe",
  description: "Vous serez déconnecté partout ailleurs.",
  current: "Mot de passe actuel",
  password: "Nouveau mot de passe",
  again: "Nouveau mot de passe, encore une fois",
  submit: "Changer le mot de passe",
  done: "Le mot de passe est changé. Vous êtes déconnecté partout ailleurs.",
  tooMany: "Trop de tentatives",
};
