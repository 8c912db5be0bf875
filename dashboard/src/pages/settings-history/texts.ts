import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

export const texts = translated("settingsHistory", {
  open: "History",
  title: "History of the settings",
  description:
    "What people who signed in changed here, newest first. What programs change is not among it: it is in the logs of their tokens.",
  empty: "Nobody has changed a setting here yet.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "entry", other: "entries" })}`,
  changedBy: (name: string) => `Changed by ${name}`,
  changesBy: (name: string, time: string) => `What ${name} changed on ${time}`,
  none: "Everything was as before afterwards.",
  untold: "What was changed was not kept then.",
  setBack: "Set back",
  setBackOf: (name: string, time: string) => `Set back what ${name} changed on ${time}`,
  filledIn: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "setting is", other: "settings are" })} filled in as before. Look them over, then save.`,
  filledInNothing: "All of this is set so already.",
  leftOut: (names: string) => `Left out, as the value of before is not kept: ${names}.`,
});
