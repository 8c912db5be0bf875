import type { Dovecot } from "@posthorn/fakes/dovecot";
import type { ImapFlow } from "imapflow";
import type { Caller } from "./caller.ts";
import { startFilledInbox } from "./filled-inbox.ts";
import { inTurn } from "./in-turn.ts";
import { LIST } from "./list-query.ts";
import { median, ms, percentile, perSecond, times } from "./numbers.ts";
import { startPeer } from "./peer.ts";
import type { Download } from "./peers/downloader.ts";
import type { Posthorn } from "./posthorn.ts";
import type { Benchmark, Row } from "./row.ts";
import type { Scope } from "./scope.ts";

const MESSAGES = 8000;
const PAGE = 20;
const ROUNDS = 200;
const WARM_UP = 30;
/** Both programs compile as they run, and a server has been running for longer than a moment. */
const FIRST_WARM_UP_MS = 3000;
/** Pages and messages that are read again and again, the newest ones. */
const AGAIN_PAGES = 50;
const AGAIN_MESSAGES = 100;
const CALLERS = 10;
const WINDOW_MS = 3000;
const PARCEL_BYTES = 25 * 1024 * 1024;

export const reading: Benchmark = {
  name: "reading",
  how:
    `An inbox of ${MESSAGES.toLocaleString("en")} messages of 3 KB. One caller lists ${PAGE} or gets a message with both its texts, in turn ` +
    `with an imapflow client that sends the FETCH commands this takes; medians of ${ROUNDS}, after each has done so for a while. "For the first time" are pages ` +
    `and messages that nobody has asked for since the server started, each once; "again" are ${AGAIN_PAGES} pages and ` +
    `${AGAIN_MESSAGES} messages that were listed before, of which Posthorn asks its mail server for what may have changed. The ` +
    `bare client always asks for everything. Then, of those again, ${CALLERS} callers for ${WINDOW_MS / 1000} s against one, and both ` +
    "while a process of its own downloads a 25 MB attachment again and again; bare: an imapflow client does the same while another " +
    "process downloads with imapflow. Posthorn's downloads give way to other calls: while somebody lists all the time, one " +
    "gets 10 MB/s.",
  async run(scope) {
    const { dovecot, posthorn, bare } = await startFilledInbox(scope, {
      messages: MESSAGES,
      parcelBytes: PARCEL_BYTES,
    });
    const reader = await createReader(posthorn.api, bare);

    for (const what of [`list ${PAGE} messages again`, "get a listed message with text"] as const) {
      await repeat(reader[what].bare, 1, FIRST_WARM_UP_MS);
      await repeat(reader[what].ours, 1, FIRST_WARM_UP_MS);
    }
    const rows: Row[] = [];
    for (const [what, read] of Object.entries(reader)) {
      const { ours, theirs } = await inTurn({ rounds: ROUNDS, warmUp: WARM_UP }, read.ours, read.bare);
      const [own, plain] = [median(ours), median(theirs)];
      scope.say(`${what}: ${ms(own)} against ${ms(plain)}; p95 ${ms(percentile(ours, 0.95))}`);
      rows.push({
        what,
        ours: ms(own),
        bare: ms(plain),
        ratio: times(own / plain),
        budget: "≤ 1.3 ×",
        isMet: own / plain <= 1.3,
      });
    }
    const again = { list: reader[`list ${PAGE} messages again`], get: reader["get a listed message with text"] };
    for (const what of ["list", "get"] as const) {
      await repeat(again[what].ours, CALLERS, 500);
      const one = rateOf(await repeat(again[what].ours, 1, WINDOW_MS));
      const many = rateOf(await repeat(again[what].ours, CALLERS, WINDOW_MS));
      scope.say(`${what}, ${CALLERS} callers: ${perSecond(many)} against ${perSecond(one)}`);
      rows.push({
        what: `${what === "list" ? `list ${PAGE}` : "get"} again, ${CALLERS} callers on one account`,
        ours: perSecond(many),
        bare: `${perSecond(one)} (one caller)`,
        ratio: times(many / one),
        budget: "≥ 2 ×",
        isMet: many / one >= 2,
      });
    }
    rows.push(...(await besideDownload(scope, dovecot, posthorn, again)));
    return rows;
  },
};

/** The same done by Posthorn and by the bare client. */
interface Read {
  ours(): Promise<unknown>;
  bare(): Promise<unknown>;
}

async function createReader(api: Caller, bare: ImapFlow) {
  // The mailbox is new, so its UIDs are 1 to MESSAGES like its sequence numbers.
  const idOf = await idsLike(api);
  const list = (pageOf: (turn: number) => number): Read => {
    const turn = turns();
    return {
      ours: () => api.call("GET", `/v1/account/ada/messages?path=INBOX&page=${pageOf(turn.ours())}&pageSize=${PAGE}`),
      bare: () => {
        const last = MESSAGES - pageOf(turn.bare()) * PAGE;
        return bare.fetchAll(`${last - PAGE + 1}:${last}`, LIST);
      },
    };
  };
  const get = (uidOf: (turn: number) => number): Read => {
    const turn = turns();
    return {
      ours: () => api.call("GET", `/v1/account/ada/message/${idOf(uidOf(turn.ours()))}?textType=*`),
      async bare() {
        const uid = String(uidOf(turn.bare()));
        await bare.fetchOne(uid, { ...LIST, headers: true }, { uid: true });
        await bare.fetchOne(uid, { uid: true, bodyParts: ["1", "2"] }, { uid: true });
      },
    };
  };
  return {
    // None of them is among those that are read again, and no message is listed before it is got.
    [`list ${PAGE} messages for the first time`]: list((turn) => AGAIN_PAGES + turn),
    [`list ${PAGE} messages again`]: list((turn) => turn % AGAIN_PAGES),
    "get a message with text for the first time": get((turn) => turn + 1),
    "get a listed message with text": get((turn) => MESSAGES - (turn % AGAIN_MESSAGES)),
  } satisfies Record<string, Read>;
}

/** Both sides walk through the same pages and messages. */
function turns() {
  let [ours, bare] = [0, 0];
  return { ours: () => ours++, bare: () => bare++ };
}

/** Message ids of the inbox by UID, made after the one that is listed: they end in it. */
async function idsLike(api: Caller): Promise<(uid: number) => string> {
  const { messages } = await api.call<{ messages: { id: string; uid: number }[] }>(
    "GET",
    "/v1/account/ada/messages?path=INBOX&page=0&pageSize=1",
  );
  const id = Buffer.from(messages[0]?.id ?? "", "base64url");
  if (messages[0]?.uid !== MESSAGES || id.readUInt32BE(4) !== MESSAGES) throw new Error("The inbox has other UIDs");
  return (uid) => {
    const other = Buffer.from(id);
    other.writeUInt32BE(uid, 4);
    return other.toString("base64url");
  };
}

/** How long each call took when so many callers ask, each one after the other. */
async function repeat(call: () => Promise<unknown>, callers: number, windowMs: number) {
  const took: number[] = [];
  const start = performance.now();
  const caller = async () => {
    for (let began = performance.now(); began - start < windowMs; began = performance.now()) {
      await call();
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { took, seconds: (performance.now() - start) / 1000 };
}

const rateOf = ({ took, seconds }: { took: number[]; seconds: number }) => took.length / seconds;

/** What a large download does to those who list and read meanwhile. */
async function besideDownload(
  scope: Scope,
  dovecot: Dovecot,
  posthorn: Posthorn,
  again: { list: Read; get: Read },
): Promise<Row[]> {
  const { api } = posthorn;
  const page = await api.call<{ messages: { attachments: { id: string }[] }[] }>(
    "GET",
    "/v1/account/ada/messages?path=Parcels",
  );
  const attachment = page.messages[0]?.attachments[0]?.id ?? "";
  const downloader = await startPeer<Download, { downloads: number }>(
    scope,
    new URL("./peers/downloader.ts", import.meta.url),
  );
  const forMs = WINDOW_MS + 200;
  const ofBare: Download = {
    imap: { host: dovecot.host, port: dovecot.port, user: "ada", pass: dovecot.password, path: "Parcels" },
    forMs,
  };
  const ofOurs: Download = {
    url: `${posthorn.url}/v1/account/ada/attachment/${attachment}`,
    token: posthorn.token,
    forMs,
  };
  const change = async (call: () => Promise<unknown>, callers: number, download: Download) => {
    await repeat(call, callers, 500);
    const alone = await repeat(call, callers, WINDOW_MS);
    const answer = downloader.ask(download);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const beside = await repeat(call, callers, WINDOW_MS);
    const { downloads } = await answer;
    const [before, after] = [percentile(alone.took, 0.95), percentile(beside.took, 0.95)];
    return { before, after, more: (after / before - 1) * 100, downloads };
  };
  const rows: Row[] = [];
  for (const what of ["list", "get"] as const)
    for (const callers of [1, CALLERS]) {
      const ours = await change(again[what].ours, callers, ofOurs);
      // The one connection of the bare client serves one caller after the other.
      const bare = callers === 1 ? await change(again[what].bare, callers, ofBare) : undefined;
      const who = callers === 1 ? "one caller" : `${callers} callers`;
      const name = `p95 of ${what === "list" ? `listing ${PAGE}` : "getting one"} again beside a 25 MB download, ${who}`;
      scope.say(`${name}: ${ms(ours.before)} became ${ms(ours.after)}, with ${ours.downloads} downloads`);
      rows.push({
        what: name,
        ours: percent(ours.more),
        bare: bare ? percent(bare.more) : "",
        ratio: "",
        budget: callers === 1 ? "" : "< +20 %",
        isMet: callers === 1 ? null : ours.more < 20,
      });
    }
  return rows;
}

const percent = (value: number) => `${value >= 0 ? "+" : ""}${value.toFixed(0)} %`;
