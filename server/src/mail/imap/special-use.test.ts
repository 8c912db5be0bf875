import { describe, expect, it } from "vitest";
import { assignSpecialUses, type ListedMailbox, readAlias } from "./special-use.ts";

const NOBODY = {
  sentMailPath: null,
  draftsMailPath: null,
  junkMailPath: null,
  trashMailPath: null,
  archiveMailPath: null,
};
const mailbox = (path: string, ...attributes: string[]): ListedMailbox => ({
  path,
  name: path.split("/").at(-1) ?? "",
  delimiter: "/",
  attributes: new Set(attributes),
  subscribed: true,
});
const uses = (mailboxes: ListedMailbox[], chosen = {}) =>
  Object.fromEntries(
    [...assignSpecialUses(mailboxes, { ...NOBODY, ...chosen })].map(([path, { specialUse, source }]) => [
      path,
      `${source} ${specialUse}`,
    ]),
  );

describe("special uses", () => {
  it("follow the account, then the server, then the name", () => {
    const mailboxes = [mailbox("INBOX"), mailbox("Sent"), mailbox("Out", "\\Sent"), mailbox("Mine")];
    expect(uses(mailboxes)).toEqual({ INBOX: "name \\Inbox", Out: "extension \\Sent" });
    expect(uses(mailboxes, { sentMailPath: "Mine" })).toEqual({ INBOX: "name \\Inbox", Mine: "user \\Sent" });
    expect(uses([mailbox("INBOX"), mailbox("Sent")])).toEqual({ INBOX: "name \\Inbox", Sent: "name \\Sent" });
  });

  it("are known by name in many languages", () => {
    const names: [string, string][] = [
      ["Gesendete Objekte", "\\Sent"],
      ["Éléments envoyés", "\\Sent"],
      ["Elementos enviados", "\\Sent"],
      ["Posta inviata", "\\Sent"],
      ["Verzonden items", "\\Sent"],
      ["Skickat", "\\Sent"],
      ["Отправленные", "\\Sent"],
      ["Надіслані", "\\Sent"],
      ["Odeslaná pošta", "\\Sent"],
      ["送信済みアイテム", "\\Sent"],
      ["已发送", "\\Sent"],
      ["보낸편지함", "\\Sent"],
      ["Gönderilmiş Öğeler", "\\Sent"],
      ["Απεσταλμένα", "\\Sent"],
      ["Papierkorb", "\\Trash"],
      ["Corbeille", "\\Trash"],
      ["Papelera", "\\Trash"],
      ["Kosz", "\\Trash"],
      ["Koš", "\\Trash"],
      ["Корзина", "\\Trash"],
      ["Lomtár", "\\Trash"],
      ["ゴミ箱", "\\Trash"],
      ["Roskakori", "\\Trash"],
      ["Papirkurv", "\\Trash"],
      ["Courrier indésirable", "\\Junk"],
      ["Спам", "\\Junk"],
      ["Skräppost", "\\Junk"],
      ["迷惑メール", "\\Junk"],
      ["Roskaposti", "\\Junk"],
      ["Entwürfe", "\\Drafts"],
      ["Brouillons", "\\Drafts"],
      ["Borradores", "\\Drafts"],
      ["Rascunhos", "\\Drafts"],
      ["Черновики", "\\Drafts"],
      ["下書き", "\\Drafts"],
      ["Archiv", "\\Archive"],
      ["Archivio", "\\Archive"],
      ["Archief", "\\Archive"],
      ["Архив", "\\Archive"],
      ["アーカイブ", "\\Archive"],
    ];
    for (const [name, use] of names) expect(uses([mailbox(name)]), name).toEqual({ [name]: `name ${use}` });
  });

  it("are guessed from a name with a word for mail in it, after every plain name", () => {
    expect(uses([mailbox("Spam folder"), mailbox("Work")])).toEqual({ "Spam folder": "name \\Junk" });
    expect(uses([mailbox("A/Spam folder"), mailbox("Spam")])).toEqual({ Spam: "name \\Junk" });
  });

  it("go to one mailbox each, the first by path, and never to a phantom by name", () => {
    expect(uses([mailbox("B/Trash"), mailbox("A/Trash")])).toEqual({ "A/Trash": "name \\Trash" });
    expect(uses([mailbox("Trash", "\\NonExistent"), mailbox("Z/Trash")])).toEqual({ "Z/Trash": "name \\Trash" });
  });

  it("may be written in any case as a path", () => {
    expect(readAlias("\\sent")).toBe("\\Sent");
    expect(readAlias("Sent")).toBeUndefined();
    expect(readAlias("\\Nothing")).toBeUndefined();
  });
});
