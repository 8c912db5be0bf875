import type { texts } from "../../pages/settings-history/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const settingsHistory: typeof texts = {
  open: "Ajalugu",
  title: "Seadete ajalugu",
  description:
    "Mida sisseloginud inimesed siin muutsid, uuemad eespool. Programmide tehtud muudatusi siin pole: need on nende pääsulubade logides.",
  empty: "Keegi pole siin veel ühtegi seadet muutnud.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "kirje", other: "kirjet" })}`,
  changedBy: (name: string) => `Muutis ${name}`,
  changesBy: (name: string, time: string) => `Mida ${name} muutis ${time}`,
  none: "Pärast oli kõik nagu enne.",
  untold: "Toona muudatuste sisu ei salvestatud.",
  setBack: "Taasta endine",
  setBackOf: (name: string, time: string) => `Taasta seis enne kasutaja ${name} muudatust ${time}`,
  filledIn: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "seade on", other: "seadet on" })} täidetud endise väärtusega. Vaadake need üle ja salvestage.`,
  filledInNothing: "Kõik see on juba nii määratud.",
  leftOut: (names: string) => `Välja jäetud, sest endist väärtust ei hoita: ${names}.`,
};
