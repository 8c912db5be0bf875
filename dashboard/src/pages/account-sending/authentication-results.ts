import type { DeliveryCheck } from "@posthorn/contracts/delivery-tests";

/** A part of what a receiver finds out: `pass`, `fail`, …, with what it looked at. */
export interface Finding {
  result: string;
  comment?: string;
  domain?: string;
  record?: string;
  ip?: string;
  envelope?: string;
  selector?: string;
  /** The domain that fits that of the sender; false where none does, undefined where it is no question. */
  aligned?: string | false;
  policy?: string;
  spfAligned?: string | false;
  dkimAligned?: string | false;
}

/** What came of a delivery test, each part by itself; DKIM once for each signature. */
export interface Findings {
  spf: Finding;
  dkim: Finding[];
  dmarc: Finding;
  arc: Finding;
}

type Members = Record<string, unknown>;

const membersOf = (value: unknown): Members => (typeof value === "object" && value !== null ? (value as Members) : {});

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** A domain, or false; other values say nothing. */
const fitOf = (value: unknown): string | false | undefined => (value === false ? false : textOf(value));

/** Without what is undefined, so that a finding only has what was told. */
const told = <T extends object>(finding: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(finding).filter(([, value]) => value !== undefined)) as never;

function resultOf(part: Members): { result: string; comment?: string } {
  const status = membersOf(part["status"]);
  return { result: textOf(status["result"]) ?? "none", ...told({ comment: textOf(status["comment"]) }) };
}

/** Reads the members of an Authentication-Results header (RFC 8601) as the API tells them. */
export function findingsOf({ spf, dkim, dmarc, arc }: DeliveryCheck): Findings {
  const spfPart = membersOf(spf);
  const dmarcPart = membersOf(dmarc);
  const alignment = membersOf(dmarcPart["alignment"]);
  const signatures = membersOf(dkim)["results"];
  return {
    spf: {
      ...resultOf(spfPart),
      ...told({
        domain: textOf(spfPart["domain"]),
        record: textOf(spfPart["rr"]),
        ip: textOf(spfPart["client-ip"]),
        envelope: textOf(spfPart["envelope-from"]),
      }),
    },
    dkim: (Array.isArray(signatures) ? signatures : [])
      .map(membersOf)
      // A message without a signature has one entry that says so.
      .filter((signature) => textOf(signature["signingDomain"]) !== undefined)
      .map((signature) => ({
        ...resultOf(signature),
        ...told({
          domain: textOf(signature["signingDomain"]),
          selector: textOf(signature["selector"]),
          aligned: fitOf(membersOf(signature["status"])["aligned"]) ?? false,
        }),
      })),
    dmarc: {
      ...resultOf(dmarcPart),
      ...told({
        domain: textOf(dmarcPart["domain"]),
        record: textOf(dmarcPart["rr"]),
        policy: textOf(dmarcPart["policy"]),
        spfAligned: fitOf(membersOf(alignment["spf"])["result"]),
        dkimAligned: fitOf(membersOf(alignment["dkim"])["result"]),
      }),
    },
    arc: resultOf(membersOf(arc)),
  };
}
