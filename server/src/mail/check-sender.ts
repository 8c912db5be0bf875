import type { CheckSender, SenderCheck } from "../core/sender-check.ts";
import type { MailDns } from "./dns.ts";

type Dns = Pick<MailDns, "resolve">;
type Members = Record<string, unknown>;

/** Checks senders with what DNS says of them. */
export function createSenderCheck(dns: Dns): CheckSender {
  return async (source) => {
    // Large, and seldom needed.
    const { authenticate } = await import("mailauth");
    const { spf, dkim, dmarc, arc } = await authenticate(source, {
      trustReceived: true,
      disableBimi: true,
      mta: MTA,
      resolver: (name: string, kind: string) => dns.resolve(name, kind) as Promise<string[][]>,
    });
    return {
      spf: withShortComment(told(spf)),
      dkim: told(dkim),
      dmarc: told(dmarc),
      arc: told(arc),
      bimi: {},
      mainSig: mainSignature((dkim.results ?? []) as unknown as Signature[]),
    };
  };
}

const MTA = "posthorn";

/** What is for programs; the rest is a header in the making. */
function told(part: unknown): Members {
  if (typeof part !== "object" || part === null) return {};
  const { header: _, info: __, authResults: ___, ...rest } = part as Members;
  return rest;
}

/** Comments begin with the name of who checks and of the domain. */
function withShortComment(spf: Members): Members {
  const status = spf["status"] as { comment?: string } | undefined;
  if (status?.comment === undefined) return spf;
  return { ...spf, status: { ...status, comment: status.comment.replace(/^\S+: (domain of \S+ )?/, "") } };
}

interface Signature extends Members {
  status?: { result?: string; aligned?: string | false };
}

/** The first that passes and is of the sender's domain, else the first that passes, else the first. */
function mainSignature(signatures: readonly Signature[]): NonNullable<SenderCheck["mainSig"]> {
  const passing = signatures.filter(({ status }) => status?.result === "pass");
  const main = passing.find(({ status }) => status?.aligned) ?? passing[0] ?? signatures[0];
  return main ? told(main) : { status: { result: "none" } };
}
