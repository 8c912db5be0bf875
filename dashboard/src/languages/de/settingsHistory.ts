import type { texts } from "../../pages/settings-history/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const settingsHistory: typeof texts = {
  open: "Verlauf",
  title: "Verlauf der Einstellungen",
  description:
    "Was angemeldete Personen hier geändert haben, das Neueste zuerst. Was Programme ändern, ist nicht dabei: Es steht in den Protokollen ihrer Token.",
  empty: "Noch hat niemand hier eine Einstellung geändert.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "Eintrag", other: "Einträge" })}`,
  changedBy: (name: string) => `Geändert von ${name}`,
  changesBy: (name: string, time: string) => `Was ${name} am ${time} geändert hat`,
  none: "Danach war alles wie vorher.",
  untold: "Was geändert wurde, wurde damals nicht festgehalten.",
  setBack: "Zurückstellen",
  setBackOf: (name: string, time: string) => `Zurückstellen, was ${name} am ${time} geändert hat`,
  filledIn: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "Einstellung ist", other: "Einstellungen sind" })} wie vorher eingetragen. Sehen Sie sie durch und speichern Sie dann.`,
  filledInNothing: "All das ist bereits so eingestellt.",
  leftOut: (names: string) => `Ausgelassen, weil der Wert von vorher nicht aufbewahrt wird: ${names}.`,
};
