import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "address", other: "addresses" })}`;

export const texts = translated("suppressionLists", {
  title: "Suppression Lists",
  description: "Addresses that get no more mail of a list. Only messages that name their list as listId look here.",
  add: "Add an address",
  import: "Import",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "list", other: "lists" })}`,
  empty:
    "When a recipient leaves a list, the address is kept here, so that no later message of that list goes to it. You can also add addresses yourself.",
  columns: { list: "List", count: "Addresses" },
  open: "Open",
  form: {
    title: "Add an address",
    list: "List",
    listHint: "Its id, as messages name it: news.example.com. One that is new is made",
    account: "Account",
    accountHint: "Whose mail it is",
    choose: "Choose an account",
    address: "Address",
    reason: "Reason",
    submit: "Add",
    added: (address: string, list: string) => `${address} gets no more mail of ${list}.`,
    known: (address: string, list: string) => `${address} was on ${list} already, and has the new reason now.`,
    needsList: "Name the list",
    needsAccount: "Choose an account",
    needsAddress: "This is not an email address",
  },
  many: {
    title: "Import addresses",
    text: "Paste addresses, or choose a CSV or text file: every email address in it is taken, whatever stands around it.",
    file: "Choose a file",
    addresses: "Addresses",
    found: (count: number) => `${addresses(count)} found.`,
    none: "There is no email address in it",
    submit: "Import",
    done: (added: number, known: number) =>
      known === 0
        ? `${addresses(added)} added.`
        : `${addresses(added)} added, ${formatNumber(known)} were there already.`,
  },
});
