/** The command of RFC 5321 that a server refused. */
export type SmtpCommand = "CONNECT" | "MAIL" | "RCPT" | "DATA";

/** How mail servers tell which command was refused, the most telling first. */
const PHRASES: readonly [RegExp, SmtpCommand][] = [
  // Postfix
  [/in reply to (?:the )?(?:end of )?DATA\b/i, "DATA"],
  [/in reply to RCPT TO/i, "RCPT"],
  [/in reply to MAIL FROM/i, "MAIL"],
  // Exim
  [/after (?:end of data|DATA)\b/i, "DATA"],
  [/after RCPT\b/i, "RCPT"],
  [/after MAIL FROM/i, "MAIL"],
  [/after (?:initial connection|EHLO|HELO)/i, "CONNECT"],
  // qmail, DragonFly and others
  [/failed after I sent the message|did not like our (?:final )?DATA/i, "DATA"],
  [/does not like recipient|did not like our RCPT|rejected recipient|\[RCPT_TO\]/i, "RCPT"],
  [/does not like (?:the )?sender|did not like our MAIL/i, "MAIL"],
  // Transcripts of sendmail and others. Those tell nothing of DATA: it was sent before the answer to RCPT came (RFC 2920).
  [/>>> RCPT TO[^\n]{0,400}\r?\n\s{0,9}<<< [45]/i, "RCPT"],
  [/>>> MAIL FROM[^\n]{0,400}\r?\n\s{0,9}<<< [45]/i, "MAIL"],
  [/SMTP command\s{0,9}DATA/i, "DATA"],
];

/** Which command a server refused, as far as a report says. */
export const refusedCommand = (text: string): SmtpCommand | undefined =>
  PHRASES.find(([phrase]) => phrase.test(text))?.[1];
