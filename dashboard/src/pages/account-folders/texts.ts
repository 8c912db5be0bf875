import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

export const texts = translated("accountFolders", {
  title: "Folders",
  columns: { folder: "Folder", use: "Use", messages: "Messages", unseen: "Unread", watched: "Watched" },
  uses: {
    "\\All": "All mail",
    "\\Archive": "Archive",
    "\\Drafts": "Drafts",
    "\\Flagged": "Flagged",
    "\\Junk": "Junk",
    "\\Sent": "Sent",
    "\\Trash": "Trash",
    "\\Inbox": "Inbox",
  },
  none: "–",
  own: "By a connection of its own",
  yes: "Yes",
  no: "No",
  notSelectable: "Only holds other folders",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "folder", other: "folders" })}`,
  sum: (messages: number) =>
    `${formatNumber(messages)} ${plural(messages, { one: "message", other: "messages" })} in all`,
  unreachable: "The folders come from the mail server, which can't be reached right now.",
});
