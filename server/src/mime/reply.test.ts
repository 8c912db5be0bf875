import { describe, expect, it } from "vitest";
import { htmlFromText } from "./html-from-text.ts";
import { attachmentsToKeep, bodyOf, quoteOriginal } from "./quote.ts";
import { type OriginalMessage, replyHeaders } from "./reply.ts";

const me = { address: "Me@example.com" };
const original: OriginalMessage = {
  subject: "Plans",
  from: { name: "Ann", address: "ann@example.net" },
  to: [{ address: "me@example.com" }, { name: "Bo", address: "bo@example.net" }],
  cc: [{ address: "cy@example.net" }, { address: "ANN@example.net" }],
  bcc: [{ address: "di@example.net" }],
  messageId: "<3@x>",
  inReplyTo: "<2@x>",
  references: "<1@x>\r\n <2@x>",
  date: "2031-02-03T08:00:00.000Z",
  text: { plain: "First\n\n> older", html: "<html><body class=a><p>First</p></body></html>" },
};

describe("replyHeaders", () => {
  it("keeps the thread, ancestors first", () => {
    expect(replyHeaders("reply", original, { from: me })).toMatchObject({
      subject: "Re: Plans",
      inReplyTo: "<3@x>",
      references: ["<1@x>", "<2@x>", "<3@x>"],
    });
    const forward = replyHeaders("forward", original, { from: me });
    expect(forward.inReplyTo).toBeUndefined();
    expect(forward.references).toEqual(["<1@x>", "<2@x>", "<3@x>"]);
  });

  it("keeps long threads short: the first and the latest ids", () => {
    const references = Array.from({ length: 500 }, (_, n) => `<${n}@x>`).join(" ");
    const ids = replyHeaders("reply", { messageId: "<last@x>", references }, { from: me }).references;
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([100, "<0@x>", "<last@x>"]);
  });

  it.each([
    ["reply", "RE: x", "RE: x"],
    ["reply", "Fwd: x", "Re: Fwd: x"],
    ["forward", "fwd: x", "fwd: x"],
    ["forward", "Re: x", "Fwd: Re: x"],
    ["reply-all", "", "Re:"],
  ] as const)("prefixes the subject of a %s of %j once", (action, subject, expected) => {
    expect(replyHeaders(action, { subject }, { from: me }).subject).toBe(expected);
    expect(replyHeaders(action, { subject }, { from: me, subject: "Mine" }).subject).toBe("Mine");
  });

  it("answers whom the original wants to hear from", () => {
    expect(replyHeaders("reply", original, { from: me }).to).toEqual([{ name: "Ann", address: "ann@example.net" }]);
    const replyTo = [{ name: "List", address: "list@example.net" }, { name: "nobody" }];
    expect(replyHeaders("reply", { ...original, replyTo }, { from: me }).to).toEqual([
      { name: "List", address: "list@example.net" },
    ]);
    const to = [{ address: "else@example.net" }];
    expect(replyHeaders("reply", original, { from: me, to }).to).toEqual(to);
  });

  it("answers everybody once, save for ourselves and those who were hidden", () => {
    const request = { from: me, to: [{ address: "eve@example.net" }], bcc: [{ address: "bo@EXAMPLE.net" }] };
    expect(replyHeaders("reply-all", original, request)).toMatchObject({
      to: [
        { name: "Ann", address: "ann@example.net" },
        { name: "Bo", address: "bo@example.net" },
        { address: "eve@example.net" },
      ],
      cc: [{ address: "cy@example.net" }],
      bcc: [],
    });
    expect(replyHeaders("reply-all", original, { from: me, aliases: ["cy@example.net"] }).cc).toEqual([]);
  });

  it("answers our own message to whom it went", () => {
    const own = { ...original, from: { address: "me@example.com" } };
    expect(replyHeaders("reply", own, { from: me }).to.map(({ address }) => address)).toEqual([
      "me@example.com",
      "bo@example.net",
    ]);
  });

  it("forwards to nobody but whom the request names", () => {
    expect(replyHeaders("forward", original, { from: me })).toMatchObject({ to: [], cc: [], bcc: [] });
  });
});

describe("quoteOriginal", () => {
  it("quotes into text and HTML below the new text", () => {
    const { text, html } = quoteOriginal("reply", original, { html: "<p>Yes</p>", text: "Yes", timeZone: "UTC" });
    expect(text).toMatch(
      /^Yes\n\n> On Monday, February 3, 2031.* at 8:00\sAM, Ann <ann@example\.net> wrote:\n>\n> First\n>\n> > older\n$/,
    );
    expect(html).toContain('<p>Yes</p>\n<blockquote type="cite" class="ee-block-1">');
    expect(html).toContain("Ann &lt;ann@example.net&gt; wrote:");
    expect(html).toContain("<p>First</p>\n</blockquote>");
    expect(html?.match(/<body/g)).toHaveLength(1);
  });

  it("names what it forwards, as far as it is known", () => {
    const { text } = quoteOriginal("forward", { ...original, cc: [] }, { text: "See" });
    expect(text).toContain("> Begin forwarded message:\n>\n> From: Ann <ann@example.net>\n> Subject: Plans\n> Date: ");
    expect(text).toContain("> To: me@example.com, Bo <bo@example.net>\n> Bcc: di@example.net\n>\n> First");
    expect(text).not.toContain("Cc: \n");
  });

  it("makes HTML when either message has some, and only then", () => {
    const plain = { ...original, text: { plain: "a < b" } };
    expect(quoteOriginal("reply", plain, { text: "x" }).html).toBeUndefined();
    expect(quoteOriginal("reply", plain, { html: "<p>x</p>" }).html).toContain("<p>a &lt; b</p>");
    expect(quoteOriginal("reply", original, { text: "x" }).html).toContain("<p>x</p>");
    expect(quoteOriginal("reply", { text: { html: "<p>only html</p>" } }, { html: "<p>x</p>" }).text).toContain(
      "> only html",
    );
  });

  it("does without languages and zones it does not know", () => {
    const { text } = quoteOriginal("reply", original, { text: "x", locale: "not a locale", timeZone: "Nowhere/Land" });
    expect(text).toContain("2031");
    expect(quoteOriginal("reply", original, { text: "x", locale: "de", timeZone: "Europe/Berlin" }).text).toContain(
      "Montag",
    );
  });
});

describe("the heading of a quotation", () => {
  const heading = (action: "reply" | "forward", locale?: string, given = original) => {
    const request = { text: "", timeZone: "Europe/Berlin", ...(locale !== undefined && { locale }) };
    const { text } = quoteOriginal(action, given, request);
    const lines = text
      .trim()
      .split("\n")
      .map((line) => line.replace(/^> ?/, "").replaceAll(/\s/g, " "));
    return action === "reply" ? lines.slice(0, 1) : lines.slice(0, lines.indexOf("First") - 1);
  };
  const ANN = "Ann <ann@example.net>";

  it.each([
    ["en", `On Monday, February 3, 2031 at 9:00 AM, ${ANN} wrote:`],
    ["et", `esmaspäev, 3. veebruar 2031, kell 09:00 kirjutas ${ANN}:`],
    ["fr", `Le lundi 3 février 2031 à 09:00, ${ANN} a écrit :`],
    ["de", `Am Montag, 3. Februar 2031 um 09:00 schrieb ${ANN}:`],
    ["pl", `poniedziałek, 3 lutego 2031 09:00, ${ANN} napisał(a):`],
    ["ja", `2031年2月3日月曜日 9:00、${ANN} のメール:`],
    ["nl", `Op maandag 3 februari 2031 om 09:00 schreef ${ANN}:`],
    ["es", `El lunes, 3 de febrero de 2031, 9:00, ${ANN} escribió:`],
    ["it", `Il giorno lunedì 3 febbraio 2031 alle ore 09:00, ${ANN} ha scritto:`],
    ["tr", `${ANN}, 3 Şubat 2031 Pazartesi 09:00 tarihinde şunu yazdı:`],
    ["sv", `måndag 3 februari 2031 kl. 09:00 skrev ${ANN}:`],
    ["en-GB", `On Monday, 3 February 2031 at 09:00, ${ANN} wrote:`],
    ["de_AT", `Am Montag, 3. Februar 2031 um 09:00 schrieb ${ANN}:`],
    ["de-u-x", `Am Montag, 3. Februar 2031 um 09:00 schrieb ${ANN}:`],
    ["fi", `On Monday, February 3, 2031 at 9:00 AM, ${ANN} wrote:`],
    ["", `On Monday, February 3, 2031 at 9:00 AM, ${ANN} wrote:`],
    [undefined, `On Monday, February 3, 2031 at 9:00 AM, ${ANN} wrote:`],
  ])("of an answer in %j", (locale, expected) => {
    expect(heading("reply", locale)).toEqual([expected]);
  });

  it.each([
    ["en", "Begin forwarded message:", "From:", "Subject:", "Date:", "To:", "Cc:", "Bcc:"],
    ["et", "Edastatud kirja algus:", "Saatja:", "Teema:", "Kuupäev:", "Saaja:", "Koopia:", "Pimekoopia:"],
    ["fr", "Début du message transféré :", "De :", "Objet :", "Date :", "À :", "Cc :", "Cci :"],
    ["de", "Anfang der weitergeleiteten Nachricht:", "Von:", "Betreff:", "Datum:", "An:", "Kopie:", "Blindkopie:"],
    ["pl", "Początek przekazanej wiadomości:", "Od:", "Temat:", "Data:", "Do:", "DW:", "UDW:"],
    ["ja", "転送されたメッセージ:", "差出人:", "件名:", "日時:", "宛先:", "Cc:", "Bcc:"],
    ["nl", "Begin doorgestuurd bericht:", "Van:", "Onderwerp:", "Datum:", "Aan:", "Cc:", "Bcc:"],
    ["es", "Inicio del mensaje reenviado:", "De:", "Asunto:", "Fecha:", "Para:", "Cc:", "Cco:"],
    ["it", "Inizio messaggio inoltrato:", "Da:", "Oggetto:", "Data:", "A:", "Cc:", "Ccn:"],
    ["tr", "İletilen mesajın başlangıcı:", "Kimden:", "Konu:", "Tarih:", "Kime:", "Bilgi:", "Gizli:"],
    ["sv", "Vidarebefordrat meddelande:", "Från:", "Ämne:", "Datum:", "Till:", "Kopia:", "Hemlig kopia:"],
  ])("of a message passed on in %s", (locale, forwarded, from, subject, date, to, cc, bcc) => {
    const [first, , ...lines] = heading("forward", locale);
    expect(first).toBe(forwarded);
    const when = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short", timeZone: "Europe/Berlin" });
    expect(lines).toEqual([
      `${from} ${ANN}`,
      `${subject} Plans`,
      `${date} ${when.format(new Date(original.date ?? "")).replaceAll(/\s/g, " ")}`,
      `${to} me@example.com, Bo <bo@example.net>`,
      `${cc} cy@example.net, ANN@example.net`,
      `${bcc} di@example.net`,
    ]);
  });

  it("does without a date that is not known, and takes a name as it is", () => {
    const from = { name: "{date} $&", address: "x@example.net" };
    const { date: _, ...undated } = { ...original, from };
    expect(heading("reply", "de", undated)).toEqual(["{date} $& <x@example.net> schrieb:"]);
    expect(heading("reply", "sv", { ...original, from, date: "never" })).toEqual(["{date} $& <x@example.net> skrev:"]);
  });
});

describe("parts of a quotation", () => {
  it("are the inside of the body", () => {
    expect(bodyOf("<HTML><BODY bgcolor=x>in</BODY></HTML>")).toBe("in");
    expect(bodyOf("<!doctype html><p>fragment")).toBe("<p>fragment");
  });

  it("keep all attachments, or the images that are shown", () => {
    const attachments = [{ id: "1", contentId: "<logo@x>" }, { id: "2", contentId: "<unused@x>" }, { id: "3" }];
    expect(attachmentsToKeep(attachments, { all: true, quotedHtml: undefined })).toHaveLength(3);
    expect(attachmentsToKeep(attachments, { all: false, quotedHtml: "<img src='cid:logo@x'>" })).toEqual([
      attachments[0],
    ]);
    expect(attachmentsToKeep(attachments, { all: false, quotedHtml: undefined })).toEqual([]);
  });

  it("turn text into paragraphs, links and nested quotes", () => {
    expect(htmlFromText("a & b\nc\n\n> q\n> > r\nsee https://x.example/?a=1&b=2.")).toBe(
      [
        "<p>a &amp; b<br>\nc</p>",
        '<blockquote type="cite">',
        "<p>q</p>",
        '<blockquote type="cite">',
        "<p>r</p>",
        "</blockquote>",
        "</blockquote>",
        '<p>see <a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a>.</p>',
      ].join("\n"),
    );
  });
});
