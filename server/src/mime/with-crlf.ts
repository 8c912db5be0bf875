/** A message with the line ends of mail throughout: neither SMTP nor IMAP APPEND may be given bare line feeds. */
export function withCrlf(raw: Buffer): Buffer {
  if (!hasBareLineEnd(raw)) return raw;
  return Buffer.from(raw.toString("latin1").replace(/\r\n|\r|\n/g, "\r\n"), "latin1");
}

function hasBareLineEnd(raw: Buffer): boolean {
  for (let at = raw.indexOf(10); at >= 0; at = raw.indexOf(10, at + 1)) if (raw[at - 1] !== 13) return true;
  for (let at = raw.indexOf(13); at >= 0; at = raw.indexOf(13, at + 1)) if (raw[at + 1] !== 10) return true;
  return false;
}
