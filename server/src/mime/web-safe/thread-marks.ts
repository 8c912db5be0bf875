/**
 * How mail programs mark what is not the sender's own text: as elements with names of their own, and in
 * words. Each knows only what is hardly ever anything else.
 */

/** Elements around an earlier message. */
export const QUOTE_CLASSES = new Set(
  [
    // Gmail, Yahoo, Proton, Tuta, Zoho, Fastmail, Front, Posthorn and EmailEngine.
    "gmail_quote gmail_quote_container yahoo_quoted protonmail_quote tutanota_quote zmail_extra",
    "fastmail-quote front-blockquote ee-block-1",
  ].flatMap((names) => names.split(" ")),
);

/** Elements from which on everything is the earlier message. Word and Outlook in their many forms. */
export const REST_IDS = new Set(
  ["appendonsend", "divrplyfwdmsg", "outlookmessageheader", "mail-editor-reference-message-container"].flatMap((id) => [
    id,
    // Outlook on the web puts this before the names of quoted mail.
    `x_${id}`,
  ]),
);

/** The line above a quoted message: when somebody wrote it, and who. */
const WROTE_ON =
  /^(?:on|le|el|il|em|am|den|op|dne|dnia|w dniu|pe|в|на)(?=[\s,\d]).{6,300}(?:wrote|a écrit|escribió|ha scritto|escreveu|schrieb|skrev|schreef|napsal\(?a?\)?|napisał\(?a?\)?|kirjoitti|a scris)(?: .{0,120})?\s?:$/iu;

/** The same in another order. */
const ATTRIBUTIONS = [
  /^.{3,300}(?:wrote|a écrit|escribió|ha scritto|escreveu|schrieb|skrev|schreef|napisał(?:\(a\))?|kirjoitti|yazdı|написал\(?а?\)?|пишет)\s?:$/iu,
  /^.{3,200}\bkirjutas\b.{0,200}:$/iu,
  /^.{4,300}(?:のメール|のメッセージ|写道|寫道)\s?[::]$/u,
];

/** A line that says: from here on it is an earlier message. */
const DELIMITERS = [
  /^[-_—–\s]{2,40}(?:original message|original-nachricht|ursprüngliche nachricht|message d'origine|message d’origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|oorspronkelijke bericht|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|orijinal ileti|algne kiri|исходное сообщение|元のメッセージ)[-_—–\s]{2,40}$/iu,
  /^-{4,20}\s?(?:forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht|vidarebefordrat meddelande|przekazana wiadomość|iletilen mesaj|edastatud kiri|転送メッセージ)\s?-{4,20}$/iu,
  /^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)|début du (?:message transféré|message réexpédié)|inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem encaminhada|begin doorgestuurd bericht|vidarebefordrat brev|początek przekazanej wiadomości|iletilen mesajın başlangıcı|edastatud kirja algus|転送されたメッセージ)\s?[::]$/iu,
];

const FROM = /^\*?(?:from|von|de|da|van|från|fra|od|lähettäjä|gönderen|kimden|saatja|от|差出人|发件人)\s?\*?\s?[::]/iu;
const OTHER_FIELDS = [
  /^\*?(?:sent|date|gesendet|datum|envoyé|enviado(?: el)?|fecha|inviato|data|verzonden|skickat|sendt|lähetetty|wysłano|gönderildi|tarih|saadetud|kuupäev|отправлено|дата|日時|送信日時|发送时间)\s?\*?\s?[::]/iu,
  /^\*?(?:to|an|à|para|a|aan|till|til|do|vastaanottaja|kime|saaja|кому|宛先|收件人)\s?\*?\s?[::]/iu,
  /^\*?(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|temat|aihe|konu|teema|тема|件名|主题)\s?\*?\s?[::]/iu,
];

/** A paragraph that lawyers put under every mail. */
const FOOTERS = [
  /\b(?:confidential|privileged)\b.{0,600}\b(?:intended (?:solely |only |exclusively )?(?:for|recipient|addressee)|not the (?:intended|named) (?:recipient|addressee))/isu,
  /\b(?:intended (?:solely|only|exclusively) for|if you are not the (?:intended|named) (?:recipient|addressee))\b.{0,800}\b(?:confidential|privileged|delete|notify|prohibited)/isu,
  /\b(?:vertraulich|rechtlich geschützt)\w*.{0,600}\b(?:nicht der richtige adressat|irrtümlich erhalten|unverzüglich|vernichten)/isu,
  /\bconfidentiel\w*.{0,600}\b(?:destinataire|par erreur)/isu,
  /\bconfidencial\w*.{0,600}\b(?:destinatario|destinatário|por error|por engano)/isu,
  /\b(?:riservat|confidenzial)\w*.{0,600}\b(?:destinatari|per errore)/isu,
  /\bvertrouwelijk\w*.{0,600}\b(?:geadresseerde|ontvanger|per vergissing)/isu,
];

export const isAttribution = (line: string) =>
  line.length <= 500 && (WROTE_ON.test(line) || ATTRIBUTIONS.some((pattern) => pattern.test(line)));

/** Whether two lines are an attribution that was broken where a line of plain text has to end. */
export const isBrokenAttribution = (line: string, next: string) =>
  line.length + next.length <= 500 && /\d/.test(line) && WROTE_ON.test(`${line} ${next}`);

/** Whether lines begin with the header of an earlier message, or with the line above one. */
export function startsEarlierMessage(lines: readonly string[]): boolean {
  const [first = ""] = lines;
  if (first.length > 1000) return false;
  if (DELIMITERS.some((pattern) => pattern.test(first))) return true;
  if (!FROM.test(first)) return false;
  const found = OTHER_FIELDS.filter((field) =>
    lines.slice(1, 9).some((line) => line.length <= 2000 && field.test(line)),
  );
  return found.length >= 2;
}

export const isLegalFooter = (line: string) =>
  line.length >= 100 && FOOTERS.some((pattern) => pattern.test(line.slice(0, 3000)));
