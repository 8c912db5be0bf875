import type { ImapFlow } from "imapflow";
import { startFilledInbox } from "./filled-inbox.ts";
import { bareClient } from "./imap-account.ts";
import { inTurn } from "./in-turn.ts";
import { LIST } from "./list-query.ts";
import { median, megabytes, ms, perSecond, times } from "./numbers.ts";
import type { Posthorn } from "./posthorn.ts";
import { watchPeak } from "./process-use.ts";
import type { Benchmark, Row } from "./row.ts";
import type { Scope } from "./scope.ts";

const MESSAGES = 10_000;
const PAGE = 20;
const SEARCHES = 100;
const DOWNLOADS = 7;
const CHANGES = 5;
const WARM_UP = 3;
const PARCEL_BYTES = 25 * 1024 * 1024;

export const organising: Benchmark = {
  name: "organising",
  how:
    `An inbox of ${MESSAGES.toLocaleString("en")} messages of 3 KB and a message of 25 MB elsewhere; Posthorn and an imapflow client in ` +
    `turn. A search by subject finds a tenth of the inbox, of which a page of ${PAGE} is told; medians of ${SEARCHES}. The source of ` +
    `the large message: until its first byte and until its last, medians of ${DOWNLOADS}; the memory is what the server took at most ` +
    `beyond what it held before, over all of them. A flag is set on all messages of the inbox and taken away again; medians of ${CHANGES}.`,
  async run(scope) {
    const { dovecot, posthorn, bare } = await startFilledInbox(scope, {
      messages: MESSAGES,
      parcelBytes: PARCEL_BYTES,
    });
    return [
      await search(scope, posthorn, bare),
      ...(await source(scope, posthorn, await bareClient(scope, dovecot, "ada", { select: false }))),
      await flags(scope, posthorn, bare),
    ];
  },
};

async function search(scope: Scope, { api }: Posthorn, bare: ImapFlow): Promise<Row> {
  const took = await inTurn(
    { rounds: SEARCHES, warmUp: WARM_UP },
    (round) =>
      api.call("POST", `/v1/account/ada/search?path=INBOX&pageSize=${PAGE}`, { search: { subject: words(round) } }),
    async (round) => {
      const found = await bare.search({ subject: words(round) }, { uid: true });
      const page = (found || []).toReversed().slice(0, PAGE);
      return bare.fetchAll(page.join(","), LIST, { uid: true });
    },
  );
  const [own, plain] = [median(took.ours), median(took.theirs)];
  scope.say(`search: ${ms(own)} against ${ms(plain)}`);
  return {
    what: `search ${MESSAGES.toLocaleString("en")} messages by subject, a page of ${PAGE}`,
    ours: ms(own),
    bare: ms(plain),
    ratio: times(own / plain),
    budget: "≤ 1.3 ×",
    isMet: own / plain <= 1.3,
  };
}

/** A part of the subject that about a tenth of the messages have. */
const words = (round: number) => `number ${1 + (Math.abs(round) % 9)}`;

async function source(scope: Scope, { api, pid }: Posthorn, bare: ImapFlow): Promise<Row[]> {
  const { messages } = await api.call<{ messages: { id: string; uid: number }[] }>(
    "GET",
    "/v1/account/ada/messages?path=Parcels",
  );
  const [message] = messages;
  if (!message) throw new Error("There is no large message");
  await bare.mailboxOpen("Parcels");
  const firsts = { ours: [] as number[], theirs: [] as number[] };
  const peakOf = await watchPeak(pid);
  const took = await inTurn(
    { rounds: DOWNLOADS, warmUp: WARM_UP },
    async (round) => {
      const began = performance.now();
      const { firstAt, size } = await api.drain(`/v1/account/ada/message/${message.id}/source`);
      if (size < PARCEL_BYTES) throw new Error("The source is cut");
      if (round >= 0) firsts.ours.push(firstAt - began);
    },
    async (round) => {
      const began = performance.now();
      let firstAt: number | undefined;
      const { content } = await bare.download(String(message.uid), undefined, { uid: true });
      for await (const _ of content ?? []) firstAt ??= performance.now();
      if (round >= 0) firsts.theirs.push((firstAt ?? began) - began);
    },
  );
  const peak = await peakOf();
  const [first, plainFirst] = [median(firsts.ours), median(firsts.theirs)];
  const [whole, plainWhole] = [median(took.ours), median(took.theirs)];
  scope.say(`source of 25 MB: first byte after ${ms(first)} against ${ms(plainFirst)}`);
  return [
    {
      what: "source of 25 MB, first byte",
      ours: ms(first),
      bare: ms(plainFirst),
      ratio: times(first / plainFirst),
      budget: "≤ +20 ms",
      isMet: first - plainFirst <= 20,
    },
    {
      what: "source of 25 MB, whole",
      ours: ms(whole),
      bare: ms(plainWhole),
      ratio: times(whole / plainWhole),
      budget: "",
      isMet: null,
    },
    {
      what: "source of 25 MB, memory of the server",
      ours: peak === null ? "" : `+${megabytes(peak)}`,
      bare: "",
      ratio: "",
      budget: "≤ +64 MB",
      isMet: peak === null ? null : peak <= 64 * 1024 * 1024,
    },
  ];
}

async function flags(scope: Scope, { api }: Posthorn, bare: ImapFlow): Promise<Row> {
  const took = await inTurn(
    { rounds: CHANGES, warmUp: 2 },
    async (round) => {
      const flagged = round % 2 === 0 ? { add: ["$Ours"] } : { delete: ["$Ours"] };
      const { processed } = await api.call<{ processed: number }>("PUT", "/v1/account/ada/messages?path=INBOX", {
        search: {},
        update: { flags: flagged },
      });
      if (processed !== MESSAGES) throw new Error(`Only ${processed} messages were changed`);
    },
    (round) =>
      round % 2 === 0
        ? bare.messageFlagsAdd("1:*", ["$Bare"], { silent: true })
        : bare.messageFlagsRemove("1:*", ["$Bare"], { silent: true }),
  );
  const [own, plain] = [MESSAGES / (median(took.ours) / 1000), MESSAGES / (median(took.theirs) / 1000)];
  scope.say(`flags: ${perSecond(own)} against ${perSecond(plain)}`);
  return {
    what: `flag ${MESSAGES.toLocaleString("en")} messages at once`,
    ours: perSecond(own),
    bare: perSecond(plain),
    ratio: times(own / plain),
    budget: "≥ 0.5 ×",
    isMet: own / plain >= 0.5,
  };
}
