import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "address", other: "addresses" })}`;

export const texts = translated("suppressionList", {
  back: "Suppression Lists",
  description: "Who gets no more mail of this list.",
  search: "Find a whole address",
  export: "Save as CSV",
  file: (list: string) => `suppressed-${list}.csv`,
  counted: addresses,
  empty: "Nobody has left this list. It appears among the lists with its first address.",
  columns: { address: "Address", reason: "Reason", source: "By", account: "Account", added: "Added" },
  sources: {
    api: "a program",
    form: "the recipient, on the page",
    "one-click": "the recipient, by one click",
    admin: "somebody who signed in",
    bounce: "a bounce",
    complaint: "a complaint",
  },
  unknown: "–",
  choose: (address: string) => `Choose ${address}`,
  chooseAll: "Choose all on this page",
  copy: "Copy the address",
  copied: "Copied.",
  page: "Open the public page",
  remove: "Remove",
  removeThese: (count: number) => `Remove ${addresses(count)}`,
  removeTitle: (count: number) => `Remove ${addresses(count)} from the list?`,
  removeOneTitle: (address: string) => `Remove ${address} from the list?`,
  removeText: "Mail of this list reaches them again. With its last address the list is gone, too.",
  removed: (count: number) => `${addresses(count)} removed.`,
  csv: { address: "address", reason: "reason", source: "source", account: "account", created: "created" },
  copyPage: "Copy the link to the public page",
});
