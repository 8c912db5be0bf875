import { GraphFault } from "./fault.ts";
import type { GraphMailbox } from "./mailbox.ts";

export interface StoredSubscription {
  id: string;
  changeType: string;
  notificationUrl: string;
  lifecycleNotificationUrl?: string;
  resource: string;
  clientState?: string;
  expirationDateTime: string;
}

/** Minutes that a subscription to messages may last. */
const MOST_MINUTES = 10_080;

/** Who wants to be told of what, and how well that goes. */
export class Subscriptions {
  readonly all = new Map<string, { subscription: StoredSubscription; mailbox: GraphMailbox }>();
  /** Whether notifications come: all, none, or each of them twice. */
  delivery: "once" | "lost" | "twice" = "once";
  readonly #now: () => number;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Makes one, once its addresses have shown that they want it. */
  async create(body: Record<string, unknown>, mailbox: GraphMailbox): Promise<StoredSubscription> {
    const subscription = { ...body, id: crypto.randomUUID() } as StoredSubscription;
    this.#checkExpiry(subscription.expirationDateTime);
    for (const url of [subscription.notificationUrl, subscription.lifecycleNotificationUrl])
      if (url !== undefined) await validate(url);
    this.all.set(subscription.id, { subscription, mailbox });
    return subscription;
  }

  find(id: string): StoredSubscription {
    const found = this.all.get(id)?.subscription;
    if (!found || Date.parse(found.expirationDateTime) <= this.#now()) {
      this.all.delete(id);
      throw new GraphFault(404, "ResourceNotFound", "The object was not found.");
    }
    return found;
  }

  renew(id: string, { expirationDateTime }: Partial<StoredSubscription>): StoredSubscription {
    const found = this.find(id);
    this.#checkExpiry(expirationDateTime ?? "");
    found.expirationDateTime = expirationDateTime ?? found.expirationDateTime;
    return found;
  }

  delete(id: string): void {
    this.find(id);
    this.all.delete(id);
  }

  #checkExpiry(time: string): void {
    const minutes = (Date.parse(time) - this.#now()) / 60_000;
    if (!(minutes > 0 && minutes <= MOST_MINUTES))
      throw new GraphFault(400, "ValidationError", "Subscription expiration can only be 10080 minutes in the future.");
  }

  /** Tells those who watch a mailbox, one notification after the other. */
  notify(mailbox: GraphMailbox, changeType: string, id: string): void {
    const times = { once: 1, lost: 0, twice: 2 }[this.delivery];
    for (const { subscription, mailbox: of } of this.all.values()) {
      if (of !== mailbox || !subscription.changeType.includes(changeType)) continue;
      if (Date.parse(subscription.expirationDateTime) <= this.#now()) continue;
      const resource = `Users/${mailbox.userId}/Messages/${id}`;
      const resourceData = { "@odata.type": "#Microsoft.Graph.Message", "@odata.id": resource, id };
      const value = { ...headOf(subscription), changeType, resource, resourceData };
      for (let i = 0; i < times; i++) this.#post(subscription.notificationUrl, value);
    }
  }

  /** What becomes of the subscriptions themselves. One that is removed is gone. */
  lifecycle(lifecycleEvent: "reauthorizationRequired" | "subscriptionRemoved" | "missed"): void {
    for (const { subscription } of this.all.values()) {
      if (lifecycleEvent === "subscriptionRemoved") this.all.delete(subscription.id);
      const value = { ...headOf(subscription), lifecycleEvent, resource: subscription.resource };
      if (subscription.lifecycleNotificationUrl) this.#post(subscription.lifecycleNotificationUrl, value);
    }
  }

  /** Resolves when everything that was told is told. */
  settled(): Promise<unknown> {
    return this.#underWay;
  }

  #post(url: string, value: object): void {
    const body = JSON.stringify({ value: [value] });
    this.#underWay = this.#underWay
      .then(() => fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body }))
      .then((answer) => answer.text())
      // Nobody there: Graph would try again for a while.
      .catch(() => undefined);
  }
}

const headOf = ({ id, clientState, expirationDateTime }: StoredSubscription) => ({
  subscriptionId: id,
  subscriptionExpirationDateTime: expirationDateTime,
  tenantId: "84bd8158-6d4d-4958-8b9f-9d6445542f95",
  ...(clientState !== undefined && { clientState }),
});

async function validate(url: string): Promise<void> {
  const token = `Validation: Testing client application ${crypto.randomUUID()} & more`;
  const asked = new URL(url);
  asked.searchParams.set("validationToken", token);
  const answer = await fetch(asked, { method: "POST", body: "" }).catch(() => undefined);
  const isRight = answer?.status === 200 && answer.headers.get("content-type")?.startsWith("text/plain");
  if (!isRight || (await answer.text()) !== token)
    throw new GraphFault(
      400,
      "ValidationError",
      "Subscription validation request failed. Must respond with 200 OK to this request.",
    );
}
