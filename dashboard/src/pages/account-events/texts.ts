import { translated } from "../../languages/translated.ts";

export const texts = translated("accountEvents", {
  title: "Recent events",
  columns: { event: "Event", about: "About", folder: "Folder", time: "When" },
  empty: "No event of this account is kept. What happens from now on appears here.",
  more: "Show older ones",
  follow: "Follow its events",
  none: "–",
});
