import type { texts } from "../../pages/account-check/texts.ts";

export const accountCheck: typeof texts = {
  result: "Ce que disent les serveurs",
  imap: "IMAP",
  smtp: "SMTP",
  works: "fonctionne",
  fails: "ne fonctionne pas",
  stepsOf: (server: string) => `Étapes pour ${server}`,
  steps: {
    dns: "Trouver le serveur (DNS)",
    connection: "L'atteindre (TCP)",
    protection: "Chiffrer (TLS)",
    login: "S'identifier",
  },
  statuses: { ok: "réussi", failed: "échoué", skipped: "pas essayé", unknown: "inconnu" },
  said: "Ce qui a été dit :",
  causes: {
    noSuchHost: "Il n'y a pas de serveur de ce nom.",
    refused: "La machine est là, mais rien n'écoute sur ce port.",
    silent: "Le serveur n'a pas répondu à temps.",
    unreachable: "Aucun chemin ne mène d'ici à ce serveur.",
    closed: "Le serveur a aussitôt fermé la connexion.",
    proxy: "Le proxy entre nous et le serveur a refusé ou échoué.",
    noTlsHere: "Ce port ne commence pas par TLS.",
    noStartTls: "Le serveur ne propose pas de chiffrement (STARTTLS) sur ce port.",
    certificate: "Le certificat du serveur ne peut pas être vérifié.",
    wrongName: "Le certificat du serveur est établi pour un autre nom.",
    expired: "Le certificat du serveur a expiré.",
    tls: "Aucune connexion chiffrée n'a pu être établie.",
    otherProtocol: "Quelque chose répond, mais ce n'est pas un serveur de messagerie de ce genre.",
    login: "Le serveur refuse ce nom d'utilisateur ou ce mot de passe.",
    loginMissing: "Le serveur demande une identification, et aucune n'a été donnée.",
    unknown: "Le serveur a refusé, avec ses propres mots.",
  },
  fixes: {
    noSuchHost:
      "Vérifiez l'orthographe du nom du serveur. La plupart des fournisseurs donnent leurs serveurs dans leurs pages d'aide.",
    refused:
      "Vérifiez le port : 993 ou 143 pour IMAP, 465 ou 587 pour SMTP. S'il est juste, le serveur est peut-être arrêté pour le moment.",
    silent:
      "Un pare-feu fait peut-être obstacle, ou le port est faux. Certains réseaux bloquent les ports 25, 465 et 587.",
    unreachable: "Vérifiez le réseau et le pare-feu de cette machine, et si les adresses sont restreintes ici.",
    closed: "Le port attend peut-être TLS dès le début, ou le serveur limite la fréquence des connexions.",
    proxy: "Vérifiez l'adresse et l'identification du proxy, pour ce compte ou dans les paramètres.",
    noTlsHere: "Choisissez STARTTLS, ou le port pour TLS : 993 pour IMAP, 465 pour SMTP.",
    noStartTls:
      "Choisissez TLS et son port. Seulement dans un réseau de confiance, choisissez « STARTTLS si proposé, sinon rien ».",
    certificate:
      "Faites installer un certificat valable par l'exploitant du serveur. Si c'est votre propre serveur avec son propre certificat, ce compte peut être réglé pour l'accepter.",
    wrongName:
      "Saisissez le nom pour lequel le certificat est établi. Les fournisseurs en indiquent souvent un autre que le vôtre.",
    expired: "Faites-le renouveler par l'exploitant du serveur.",
    tls: "Choisissez un autre type de sécurité, ou demandez à l'exploitant du serveur quelles versions de TLS il accepte.",
    otherProtocol: "Vérifiez le port : IMAP et SMTP ont chacun les leurs.",
    login:
      "Saisissez de nouveau le mot de passe, et voyez si le nom d'utilisateur est l'adresse entière. Avec une connexion à deux facteurs, il faut un mot de passe créé pour les logiciels de messagerie.",
    loginMissing: "Saisissez le nom d'utilisateur et le mot de passe pour ce serveur.",
    unknown: "Ce que le serveur a dit en apprend souvent plus ; ses pages d'aide connaissent peut-être ces mots.",
  },
  providers: {
    google:
      "Google n'accepte qu'un mot de passe créé pour les logiciels de messagerie : activez la validation en deux étapes, puis créez-en un sur myaccount.google.com/apppasswords. Ou ajoutez le compte par une application OAuth2.",
    microsoft:
      "Microsoft n'accepte plus de mot de passe pour le courrier. Ajoutez le compte par une application OAuth2.",
    yahoo:
      "Yahoo et AOL n'acceptent qu'un mot de passe d'application. Créez-en un sur la page de sécurité de votre compte.",
    icloud:
      "iCloud n'accepte qu'un mot de passe pour application. Créez-en un sur account.apple.com, sous Connexion et sécurité.",
    yandex:
      "Yandex n'accepte qu'un mot de passe d'application, et IMAP doit être activé dans les paramètres de la boîte mail.",
    mailru:
      "Mail.ru n'accepte qu'un mot de passe pour programmes externes. Créez-en un dans les paramètres de sécurité du compte.",
    fastmail: "Fastmail n'accepte qu'un mot de passe d'application. Créez-en un sous Settings, Privacy & Security.",
    zoho: "Dans Zoho Mail, activez l'accès IMAP. Avec une connexion à deux facteurs, créez un mot de passe d'application.",
    gmx: "Activez POP3 et IMAP dans les paramètres de la boîte mail ; ils sont désactivés au départ.",
    telekom:
      "T-Online n'accepte qu'un mot de passe pour logiciels de messagerie. Définissez-en un dans les paramètres du E-Mail Center.",
  },
};
