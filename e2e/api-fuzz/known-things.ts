/** What ids in paths and bodies may stand for. */
export type Kind =
  | "account"
  | "spare"
  | "message"
  | "text"
  | "attachment"
  | "thread"
  | "mailbox"
  | "cursor"
  | "export"
  | WebhookKind;

/** Those of no account. */
export type WebhookKind =
  | "endpoint"
  | "route"
  | "delivery"
  | "failedDelivery"
  | "putOffDelivery"
  | "replay"
  | "event"
  | "eventName"
  | "eventCursor";

/** So many of a kind are remembered, the newest of them. */
const MOST = 200;

/** The things that answers told of, by their account. */
export class KnownThings {
  readonly #things = new Map<string, string[]>();

  add(account: string, kind: Kind, thing: string): void {
    const list = this.all(account, kind);
    if (list.includes(thing)) return;
    list.push(thing);
    if (list.length > MOST) list.shift();
  }

  remove(account: string, kind: Kind, thing: string): void {
    const list = this.all(account, kind);
    if (list.includes(thing)) list.splice(list.indexOf(thing), 1);
  }

  /** Forgets all of a kind, since they may be gone. */
  clear(account: string, kind: Kind): void {
    this.all(account, kind).length = 0;
  }

  /** Those of an account, oldest first. Accounts themselves, and what belongs to none, are kept under "". */
  all(account: string, kind: Kind): string[] {
    const key = `${kind} ${account}`;
    let list = this.#things.get(key);
    if (list === undefined) this.#things.set(key, (list = []));
    return list;
  }

  /** The `number`-th of them, or else of those that belong to no account, counted around; undefined when there are none. */
  pick(account: string, kind: Kind, number: number): string | undefined {
    const own = this.all(account, kind);
    const list = own.length > 0 ? own : this.all("", kind);
    return list[number % list.length];
  }

  /** Remembers what a body tells of an account. */
  learn(account: string, body: unknown): void {
    if (Array.isArray(body)) for (const item of body) this.learn(account, item);
    if (typeof body !== "object" || body === null || Array.isArray(body)) return;
    for (const [key, value] of Object.entries(body)) {
      const kind = typeof value === "string" ? KEYS[key] : undefined;
      if (kind !== undefined) this.add(account, kind, value as string);
      else if (key === "messages" && Array.isArray(value))
        for (const message of value) this.#learnMessage(account, message);
      else this.learn(account, value);
    }
    if ("flags" in body) this.#learnMessage(account, body);
  }

  #learnMessage(account: string, message: unknown): void {
    const { id, text, attachments } = message as {
      id?: string;
      text?: { id?: string };
      attachments?: { id: string }[];
    };
    if (typeof id === "string") this.add(account, "message", id);
    if (typeof text?.id === "string") this.add(account, "text", text.id);
    if (Array.isArray(attachments))
      for (const { id: attachment } of attachments) this.add(account, "attachment", attachment);
  }
}

const KEYS: Record<string, Kind> = {
  path: "mailbox",
  threadId: "thread",
  nextPageCursor: "cursor",
  prevPageCursor: "cursor",
  exportId: "export",
};
