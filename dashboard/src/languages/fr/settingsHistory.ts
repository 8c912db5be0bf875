import type { texts } from "../../pages/settings-history/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const settingsHistory: typeof texts = {
  open: "Historique",
  title: "Historique des paramètres",
  description:
    "Ce que les personnes connectées ont changé ici, du plus récent au plus ancien. Ce que changent les programmes n'y est pas : cela figure dans les journaux de leurs jetons.",
  empty: "Personne n'a encore changé de paramètre ici.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "entrée", other: "entrées" })}`,
  changedBy: (name: string) => `Changé par ${name}`,
  changesBy: (name: string, time: string) => `Ce que ${name} a changé le ${time}`,
  none: "Ensuite, tout était comme avant.",
  untold: "Ce qui a changé n'était pas consigné à ce moment-là.",
  setBack: "Rétablir",
  setBackOf: (name: string, time: string) => `Rétablir ce que ${name} a changé le ${time}`,
  filledIn: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "paramètre est rempli", other: "paramètres sont remplis" })} comme avant. Parcourez-les, puis enregistrez.`,
  filledInNothing: "Tout cela est déjà réglé ainsi.",
  leftOut: (names: string) => `Laissé de côté, car la valeur d'avant n'est pas gardée : ${names}.`,
};
