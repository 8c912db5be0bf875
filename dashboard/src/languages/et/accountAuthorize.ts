import type { texts } from "../../pages/account-authorize/texts.ts";

export const accountAuthorize: typeof texts = {
  title: (name: string) => `Uus sisselogimine: „${name}“`,
  oauth2:
    "Link viib teenusepakkuja lehele, kus postkasti omanik annab uue nõusoleku. Lingi avaja peab seal olema sisse logitud õige isikuna.",
  password: "Link viib vormile, kuhu postkasti omanik sisestab parooli uuesti.",
  pinned: (email: string) => `Vastu võetakse ainult ${email}.`,
  cancel: "Tühista",
  make: "Loo link",
};
