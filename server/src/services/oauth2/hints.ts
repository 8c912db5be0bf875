import type { TokenRequestFailed } from "../../oauth/token-request-failed.ts";

/** What to do about our own codes. */
const BY_CODE: Record<string, string> = {
  EServiceKey: "Store the private_key of the key file, with its BEGIN and END lines.",
  EExternalAccountConfig:
    "Download the credential configuration once more from the workload identity pool, and store it as it is.",
  EServiceAccountMismatch: "serviceClientEmail has to be the service account that the configuration acts as.",
  ESubjectTokenRead:
    "The file or address that the configuration names has to be there for the user that this program runs as.",
  ESTSExchange:
    "Compare issuer, audience and attribute conditions of the pool's provider with what the token of the workload says.",
  ESignJwt:
    "Give the workload's identity the role Service Account Token Creator on the service account, and enable the IAM Service Account Credentials API.",
};

/** What to do about a failure, in a sentence; undefined where its message says it all. */
export function hintFor({ kind, code, tokenRequest }: TokenRequestFailed): string | undefined {
  const { flag, url } = tokenRequest;
  if (flag?.message !== undefined) return flag.url === undefined ? flag.message : `${flag.message} ${flag.url}`;
  if (code !== undefined && BY_CODE[code] !== undefined) return BY_CODE[code];
  if (kind !== "temporary" || url === undefined) return undefined;
  return `Try again in a moment. If it stays so, see whether this machine reaches ${new URL(url).host}, and by which proxy.`;
}
