/** Extensions of IMAP by the RFC that says what they are; those that end in `=` go on with a value. */
const IMAP: Record<string, number> = {
  IMAP4REV1: 3501, IMAP4REV2: 9051, STARTTLS: 9051, LOGINDISABLED: 9051, "AUTH=": 9051, ACL: 4314, "RIGHTS=": 4314,
  "ANNOTATE-EXPERIMENT-1": 5257, APPENDLIMIT: 7889, "APPENDLIMIT=": 7889, BINARY: 3516, CATENATE: 4469, CHILDREN: 3348,
  "COMPRESS=": 4978, CONDSTORE: 7162, QRESYNC: 7162, "CONTEXT=": 5267, ESORT: 5267, CONVERT: 5259,
  "CREATE-SPECIAL-USE": 6154, "SPECIAL-USE": 6154, ENABLE: 5161, ESEARCH: 4731, FILTERS: 5466, ID: 2971, IDLE: 2177,
  "I18NLEVEL=": 5255, LANGUAGE: 5255, "IMAPSIEVE=": 6785, INPROGRESS: 9585, JMAPACCESS: 9698, "LIST-EXTENDED": 5258,
  "LIST-METADATA": 9590, "LIST-MYRIGHTS": 8440, "LIST-STATUS": 5819, "LITERAL+": 7888, "LITERAL-": 7888,
  "LOGIN-REFERRALS": 2221, "MAILBOX-REFERRALS": 2193, "MESSAGELIMIT=": 9738, "SAVELIMIT=": 9738, METADATA: 5464,
  "METADATA-SERVER": 5464, MOVE: 6851, MULTIAPPEND: 3502, MULTISEARCH: 7377, NAMESPACE: 2342, NOTIFY: 5465,
  OBJECTID: 8474, PARTIAL: 9394, PREVIEW: 8970, "PREVIEW=": 8970, QUOTA: 9208, "QUOTA=": 9208, QUOTASET: 9208,
  REPLACE: 8508, "SASL-IR": 4959, SAVEDATE: 8514, "SEARCH=": 6203, SEARCHRES: 5182, SORT: 5256, "SORT=": 5957,
  "THREAD=": 5256, "STATUS=": 8438, UIDONLY: 9586, UIDPLUS: 4315, UNAUTHENTICATE: 8437, UNSELECT: 3691,
  "URL-PARTIAL": 5550, URLAUTH: 4467, "UTF8=": 6855, WITHIN: 5032,
}; // prettier-ignore

/** The same for SMTP. */
const SMTP: Record<string, number> = {
  "8BITMIME": 6152, BINARYMIME: 3030, BURL: 4468, CHECKPOINT: 1845, CHUNKING: 3030, DELIVERBY: 2852, DSN: 3461,
  ENHANCEDSTATUSCODES: 2034, ETRN: 1985, EXPN: 5321, FUTURERELEASE: 4865, HELP: 5321, LIMITS: 9422, "MT-PRIORITY": 6710,
  MTRK: 3885, "NO-SOLICITING": 3865, PIPELINING: 2920, REQUIRETLS: 8689, RRVS: 7293, SIZE: 1870, SMTPUTF8: 6531,
  STARTTLS: 3207, SUBMITTER: 4405, VRFY: 5321,
}; // prettier-ignore

/** Ways to log in, for both. */
const SASL: Record<string, number> = {
  ANONYMOUS: 4505, "CRAM-MD5": 2195, "DIGEST-MD5": 2831, EXTERNAL: 4422, GSSAPI: 4752, OAUTHBEARER: 7628, OTP: 2444,
  PLAIN: 4616, "SCRAM-SHA-1": 5802, "SCRAM-SHA-1-PLUS": 5802, "SCRAM-SHA-256": 7677, "SCRAM-SHA-256-PLUS": 7677,
  SECURID: 2808,
}; // prettier-ignore

export type Kind = "imap" | "smtp" | "sasl";

const KINDS = { imap: IMAP, smtp: SMTP, sasl: SASL };

/** Where it is written what a name that a server told means; undefined where no RFC says it. */
export function rfcOf(kind: Kind, name: string): string | undefined {
  const [word = ""] = name.toUpperCase().split(" ");
  const known = new Map(Object.entries(KINDS[kind]));
  const number = known.get(word) ?? known.get(/^[^=]+=/.exec(word)?.[0] ?? "");
  return number === undefined ? undefined : `https://www.rfc-editor.org/rfc/rfc${number}`;
}
