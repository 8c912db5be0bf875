/** Providers that file a copy of what is sent through their own SMTP servers. */
const FILES_ITS_OWN = [
  /(^|\.)(gmail|googlemail)\.com$/i,
  /(^|\.)office365\.(com|us)$/i,
  /(^|\.)partner\.outlook\.cn$/i,
];

/** Whether the mail server behind `imapHost` stores sent mail in Sent by itself. */
export const filesOwnSentCopy = (imapHost: string) => FILES_ITS_OWN.some((pattern) => pattern.test(imapHost));
