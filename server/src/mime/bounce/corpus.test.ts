import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { MessageReport } from "../../core/message-report.ts";
import { findReport } from "../find-report.ts";
import { type MessageKind, kindOfMessage } from "../kind-of-message.ts";
import { readLetter } from "./read-letter.ts";

const BOUNCES = new URL("../../../testdata/corpus/bounces/", import.meta.url);
const ORDINARY = new URL("../../../testdata/corpus/mime/mails/", import.meta.url);

interface Label {
  kind: "bounce" | "feedback" | "auto-reply" | "delivered" | "not-bounce";
  records: Labelled[];
  /** Other views of the same, where two releases of the labels differ. */
  alternatives?: { records: { hardBounce: boolean }[] }[];
  derived: { recipients?: { action?: string; status?: string }[]; original?: { messageId?: string } };
}

interface Labelled {
  recipient?: string;
  deliveryStatus: string | null;
  statusSynthetic?: boolean;
  statusFromText?: boolean;
  replyCode: string | null;
  hardBounce: boolean;
  feedbackType?: string;
}

const LABELS = JSON.parse(readFileSync(new URL("labels.json", BOUNCES), "utf8")) as Record<string, Label>;
const NAMES = readdirSync(new URL("mails/", BOUNCES));

/** Labelled as bounces, and none: reports of a delay, and a bounce that a person forwards. */
const NO_BOUNCES = new Set(
  [
    "exim-38 gmail-09 opensmtpd-04 opensmtpd-06 opensmtpd-12 opensmtpd-13 opensmtpd-15 outlook-06 sendmail-55 zoho-04"
      .split(" ")
      .map((name) => `lhost-${name}.eml`),
    ["lhost-sendmail-14.eml", "rfc3464-07.eml", "rfc3464-34.eml"],
  ].flat(),
);

interface Found extends MessageReport {
  kind: MessageKind;
}

async function read(file: URL): Promise<Found> {
  const { letter, parts } = await readLetter(readFileSync(file));
  const report = findReport(letter, parts);
  return { ...report, kind: kindOfMessage(letter, report) };
}

/** How many of those that were found are right, and how many of the right ones were found. */
class Score {
  readonly what: string;
  right = 0;
  found = 0;
  wanted = 0;
  readonly wrong: string[] = [];

  constructor(what: string) {
    this.what = what;
  }

  count(name: string, isWanted: boolean, isFound: boolean, isRight = isWanted && isFound): void {
    this.wanted += Number(isWanted);
    this.found += Number(isFound);
    this.right += Number(isRight);
    if (isWanted !== isFound || (isFound && !isRight)) this.wrong.push(name);
  }

  toString(): string {
    return this.what;
  }

  get precision(): number {
    return this.right / this.found;
  }

  get recall(): number {
    return this.right / this.wanted;
  }
}

const scores = {
  bounce: new Score("bounce recognised"),
  recipient: new Score("failed recipient"),
  status: new Score("status (RFC 3463)"),
  reply: new Score("reply code"),
  hard: new Score("hard or soft"),
  messageId: new Score("original Message-ID"),
  feedback: new Score("complaint recognised"),
  feedbackType: new Score("feedback type"),
  autoReply: new Score("auto-reply recognised"),
  delivered: new Score("delivery recognised"),
};

describe("reports that are labelled", () => {
  const found = new Map<string, Found>();

  beforeAll(async () => {
    for (const name of NAMES) found.set(name, await read(new URL(`mails/${name}`, BOUNCES)));
    for (const name of NAMES) judge(name, LABELS[name], found.get(name));
    console.table(
      Object.values(scores).map(({ what, right, found: told, wanted, precision, recall }) => ({
        what,
        right,
        found: told,
        labelled: wanted,
        precision: precision.toFixed(4),
        recall: recall.toFixed(4),
      })),
    );
  }, 60_000);

  it.each([
    [scores.bounce, 0.99, 0.99],
    [scores.recipient, 1, 1],
    [scores.status, 0.99, 0.99],
    [scores.reply, 0.96, 0.96],
    [scores.hard, 0.96, 0.96],
    [scores.messageId, 1, 1],
    [scores.feedback, 1, 1],
    [scores.feedbackType, 1, 1],
    [scores.autoReply, 1, 1],
    [scores.delivered, 1, 1],
  ])("%s", (score, precision, recall) => {
    expect(score.precision, score.wrong.join(" ")).toBeGreaterThanOrEqual(precision);
    expect(score.recall, score.wrong.join(" ")).toBeGreaterThanOrEqual(recall);
  });

  it("tells delays and deliveries as such", () => {
    const delivered = found.get("rfc3464-28.eml");
    expect(delivered?.deliveryReport).toEqual({
      reportingMta: { label: "dns", value: "neko-222-2222.vs.example.ne.jp" },
      xPostfixQueueId: "22CC00222233",
      xPostfixSender: { label: "rfc822", value: "root@neko-222-2222.vs.example.ne.jp" },
      arrivalDate: "2015-04-29T14:34:45.000Z",
      finalRecipient: { label: "rfc822", value: "kijitora@neko.example.jp" },
      action: "deliverable",
      status: "2.1.5",
      remoteMta: { label: "dns", value: "mail.neko.example.jp" },
      diagnosticCode: { label: "smtp", value: "250 2.1.5 Ok" },
    });
    const delayed = NAMES.filter((name) => found.get(name)?.deliveryReport?.["action"] === "delayed");
    // Few who warn of a delay say what they report.
    expect(delayed).toEqual(["lhost-outlook-06.eml", "lhost-sendmail-55.eml", "rfc3464-07.eml"]);
  });
});

/** The ordinary mails have bounces among them, and a warning of a delay. */
const BOUNCES_AMONG_THEM = [
  "mail-multipart_report-multipart_report_multiple_status.eml",
  "mail-multipart_report-report_530.eml",
  "mimekit-bounce.eml",
  "mimekit-delivery-status2.eml",
];

it("takes none of 86 ordinary mails for a bounce or a complaint", async () => {
  const names = readdirSync(ORDINARY).filter((name) => name.endsWith(".eml"));
  expect(names).toHaveLength(90);
  const taken: string[] = [];
  for (const name of names) {
    const report = await read(new URL(name, ORDINARY));
    if (report.bounce || report.complaint) taken.push(name);
  }
  expect(taken).toEqual(BOUNCES_AMONG_THEM);
});

function judge(name: string, label: Label | undefined, found: Found | undefined): void {
  if (!label || !found) throw new Error(`${name} has no label`);
  const { kind, records } = label;
  const { bounce, complaint } = found;
  scores.bounce.count(name, kind === "bounce" && !NO_BOUNCES.has(name), bounce !== undefined);
  scores.feedback.count(name, kind === "feedback", complaint !== undefined);
  scores.autoReply.count(name, kind === "auto-reply", found.kind === "auto-reply");
  scores.delivered.count(name, kind === "delivered", found.kind === "delivered");
  if (kind === "feedback" && complaint)
    scores.feedbackType.count(name, true, true, complaint.arf["feedbackType"] === records[0]?.feedbackType);
  if (kind !== "bounce" || !bounce) return;
  const original = label.derived.original?.messageId?.replace(/\s/g, "");
  if (original !== undefined) scores.messageId.count(name, true, true, bounce.messageId === original);
  for (const [index, record] of records.entries()) judgeRecipient(name, record, index, label, found);
}

function judgeRecipient(
  name: string,
  record: Labelled,
  index: number,
  { derived, alternatives = [] }: Label,
  { bounce }: MessageReport,
): void {
  const { recipient, deliveryStatus, replyCode } = record;
  const same = bounce?.recipients.find((one) => one.recipient?.toLowerCase() === recipient?.toLowerCase());
  const one = (recipient === undefined ? undefined : same) ?? bounce?.recipients[index];
  if (recipient !== undefined)
    scores.recipient.count(name, true, one !== undefined, one?.recipient?.toLowerCase() === recipient.toLowerCase());
  if (deliveryStatus !== null) {
    const reported = (derived.recipients ?? []).map(({ status }) => /\d\.\d+\.\d+/.exec(status ?? "")?.[0]);
    const isRight = record.statusSynthetic
      ? one?.status === undefined || one.status.startsWith(deliveryStatus.slice(0, 1))
      : one?.status === deliveryStatus || (record.statusFromText === true && reported.includes(one?.status));
    scores.status.count(name, true, one !== undefined, isRight);
  }
  if (replyCode !== null)
    scores.reply.count(name, true, one?.replyCode !== undefined, one?.replyCode === Number(replyCode));
  const views = [record.hardBounce, ...alternatives.map(({ records }) => records[index]?.hardBounce)];
  scores.hard.count(name, true, one !== undefined, one !== undefined && views.includes(one.bounceClass === "hard"));
}
