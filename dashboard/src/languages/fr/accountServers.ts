import type { texts } from "../../pages/account-servers/texts.ts";

export const accountServers: typeof texts = {
  imap: "Lecture : IMAP",
  imapOn: "Lire le courrier de ce compte",
  smtp: "Envoi : SMTP",
  smtpOn: "Envoyer du courrier par ce compte",
  off: "Désactivé.",
  host: "Serveur",
  port: "Port",
  security: "Sécurité",
  securities: {
    tls: "TLS dès le début",
    starttls: "STARTTLS, obligatoire",
    plain: "STARTTLS si proposé, sinon rien",
  },
  plainHint: "Le mot de passe peut circuler en clair. Seulement dans un réseau de confiance.",
  ignoresCertificate: "Accepter un certificat qui ne peut pas être vérifié",
  ignoresCertificateHint: "Seulement pour votre propre serveur : plus personne ne peut savoir si c'est le bon.",
  user: "Nom d'utilisateur",
  password: "Mot de passe",
  kept: "Déjà défini ; laissez vide pour le garder",
  sameLogin: "Mêmes nom d'utilisateur et mot de passe que pour IMAP",
  needs: "Ce champ est nécessaire",
  needsOne: "Activez la lecture, l'envoi ou les deux.",
  check: "Vérifier la connexion",
  authServer: "Demander l'identifiant à votre serveur d'authentification",
  authServerHint: "À la place de ce qui est enregistré ici. Son adresse est un paramètre (authServer)",
  noAuthServer:
    "Les paramètres ne nomment pas encore de serveur d'authentification : ce qui est enregistré est utilisé.",
  minVersion: "Version TLS la plus ancienne",
  usualVersion: "Comme d'habitude : TLS 1.2",
  oldVersionHint: "Seulement pour un serveur qui ne connaît rien de plus récent : ces versions ne sont plus sûres.",
};
