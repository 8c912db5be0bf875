import type { texts } from "../../pages/setup/texts.ts";

export const setup: typeof texts = {
  title: "Configurer Posthorn",
  description: "Créez le premier utilisateur. Ce lien fonctionne une seule fois.",
  name: "Nom d'utilisateur",
  password: "Mot de passe",
  passwordHint: "Au moins 8 caractères ; quelques mots à la suite conviennent bien",
  again: "Mot de passe, encore une fois",
  submit: "Créer et se connecter",
  noLink: {
    title: "Cette page a besoin du lien donné par le serveur",
    text: "Le serveur l'affiche au démarrage tant qu'il n'y a pas d'utilisateur. La partie secrète est aussitôt retirée de la barre d'adresse ; si vous avez rechargé la page, ouvrez de nouveau le lien. Il ressemble à ceci :",
  },
  bad: {
    title: "Ce lien ne fonctionne pas",
    text: "Il a déjà servi, il a plus de 24 heures ou il n'a pas été copié en entier. Redémarrez le serveur pour en obtenir un autre, ou créez l'utilisateur sur le serveur avec : npx posthorn password",
  },
  notHere: "La configuration n'est pas possible d'ici",
  done: {
    title: "Posthorn est déjà configuré",
    text: "Quelqu'un a créé le premier utilisateur. Connectez-vous.",
  },
  signIn: "Se connecter",
};
