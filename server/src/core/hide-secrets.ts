/** Stands for what is not written down. */
export const HIDDEN = "(hidden)";

/**
 * Takes secrets out of text that a mail server wrote, in case it repeats what it was told: as they are, quoted or
 * escaped (RFC 9051 section 4.3, JSON, URLs), and as a part of anything in base64, where SASL has them (RFC 4616).
 */
export function hideSecrets(secrets: readonly (string | undefined)[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => (secret ? [...formsOf(secret), ...base64Forms(secret)] : []));
  if (forms.length === 0) return (text) => text;
  // The longest first: no form leaves a rest of another.
  const pattern = [...new Set(forms)].toSorted((a, b) => b.length - a.length).map(escapeForPattern);
  const any = new RegExp(pattern.join("|"), "g");
  return (text) => text.replace(any, HIDDEN);
}

const formsOf = (secret: string) => [
  secret,
  secret.replaceAll(/["\\]/g, "\\$&"),
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret.toWellFormed()),
];

/** What of the secret is the same in base64 whatever stands before and after it; there are three ways to begin. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replaceAll("=", "");
    const first = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    // A few characters are met by chance all over a mail.
    return end - first < SHORTEST_BASE64 ? [] : [encoded.slice(first, end)];
  });
}

const SHORTEST_BASE64 = 4;

const escapeForPattern = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
