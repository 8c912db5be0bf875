import type { texts } from "../../pages/password/texts.ts";

export const password: typeof texts = {
  title: "Passwort ändern",
  description: "An allen anderen Orten werden Sie abgemeldet.",
  current: "Bisheriges Passwort",
  password: "Neues Passwort",
  again: "Neues Passwort noch einmal",
  submit: "Passwort ändern",
  done: "Das Passwort ist geändert. An allen anderen Orten sind Sie abgemeldet.",
  tooMany: "Zu viele Versuche",
};
