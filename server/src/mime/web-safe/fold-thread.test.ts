import { describe, expect, it } from "vitest";
import { cleanHtml, cleanText } from "./clean-html.ts";

const RULES = { fold: true, blockRemote: false };
const LONG = "Quoted words that somebody wrote before, and that nobody needs to read again now. ".repeat(3);
const FOLD = '<details class="ee-collapsed-thread"><summary class="ee-collapsed-thread-toggle"></summary>';

/** What stays visible and what is folded, without tags; null where nothing is folded. */
function folded(cleaned: string): { visible: string; hidden: string } | null {
  const [before, after, ...others] = cleaned.split(FOLD);
  expect(others).toEqual([]);
  if (after === undefined) {
    expect(cleaned).not.toContain("details");
    return null;
  }
  const words = (html = "") =>
    html
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim();
  const [inside, outside] = after.split("</details>");
  expect(words(outside)).toBe("");
  return { visible: words(before), hidden: words(inside) };
}
const foldHtml = (html: string) => folded(cleanHtml(html, RULES));
const foldText = (text: string) => folded(cleanText(text, RULES));

describe("history below the sender's own text is folded", () => {
  it.each([
    [
      "Gmail",
      `<div dir="ltr">Yes.</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">Op di 1 jan. 2025 om 10:00 schreef Ida &lt;<a href="mailto:i@h.example">i@h.example</a>&gt;:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">${LONG}</blockquote></div>`,
    ],
    [
      "Gmail, forwarded",
      `<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Ida<br>Date: x<br>Subject: y<br>To: z</div><br>${LONG}</div>`,
    ],
    [
      "Apple Mail",
      `<div>Yes.</div><div><br><blockquote type="cite"><div>On 1 Jan 2025, at 10:00, Ida Holm wrote:</div><br><div>${LONG}</div></blockquote></div>`,
    ],
    [
      "Thunderbird",
      `<p>Yes.</p><div class="moz-cite-prefix">Am 01.01.25 um 10:00 schrieb Ida Holm:<br></div><blockquote type="cite" cite="mid:x"><p>${LONG}</p></blockquote>`,
    ],
    ["Yahoo", `<div>Yes.</div><div id="ydp1" class="yahoo_quoted"><div>${LONG}</div></div>`],
    [
      "Proton",
      `<div>Yes.</div><div class="protonmail_quote">On Wednesday, Ida wrote:<br><blockquote type="cite">${LONG}</blockquote></div>`,
    ],
    [
      "Outlook",
      `<div class="WordSection1"><p>Yes.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Ida Holm &lt;i@h.example&gt;<br><b>Sent:</b> Wednesday<br><b>To:</b> Ada<br><b>Subject:</b> RE: x</p></div></div><p>${LONG}</p></div>`,
    ],
    [
      "Outlook on the web",
      `<div>Yes.</div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"><font><b>Von:</b> Ida<br><b>Gesendet:</b> Mittwoch<br><b>An:</b> Ada<br><b>Betreff:</b> x</font></div><div>${LONG}</div>`,
    ],
    ["Outlook in words", `<p>Yes.</p><p>-----Ursprüngliche Nachricht-----<br>Von: Ida</p><p>${LONG}</p>`],
    ["a forward from Apple Mail", `<div>Yes.</div><div>Begin forwarded message:<br><br>${LONG}</div>`],
    [
      "Posthorn",
      `<p>Yes.</p><blockquote type="cite" class="ee-block-1"><div>On Wednesday, Ida wrote:</div>${LONG}</blockquote>`,
    ],
    [
      "an image that counts readers at the end",
      `<p>Yes.</p><blockquote type="cite">${LONG}</blockquote><img src="https://a.example/t.gif" width="1" height="1">`,
    ],
    [
      "a legal footer",
      `<p>Yes.</p><p>This e-mail and any attachments are confidential and intended solely for the use of the individual to whom it is addressed. If you are not the intended recipient, notify the sender.</p>`,
    ],
  ])("as %s writes it", (_, html) => {
    expect(foldHtml(html)?.visible).toBe("Yes.");
  });

  it.each([
    ["English", "On Wed, 1 Jan 2025 at 10:00, Ida Holm <i@h.example> wrote:"],
    ["English over two lines", "On Wed, 1 Jan 2025 at 10:00, Ida Holm\n<i@h.example> wrote:"],
    ["German", "Am 1. Januar 2025 um 10:00 schrieb Ida Holm <i@h.example>:"],
    ["French", "Le mer. 1 janv. 2025 à 10:00, Ida Holm a écrit :"],
    ["Spanish", "El mié, 1 ene 2025 a las 10:00, Ida Holm escribió:"],
    ["Italian", "Il giorno mer 1 gen 2025 alle ore 10:00 Ida Holm ha scritto:"],
    ["Dutch", "Op wo 1 jan. 2025 om 10:00 schreef Ida Holm:"],
    ["Swedish", "Den ons 1 jan. 2025 kl 10:00 skrev Ida Holm:"],
    ["Polish", "W dniu 1.01.2025 o 10:00, Ida Holm napisał(a):"],
    ["Estonian", "1. jaanuar 2025 kirjutas Ida Holm:"],
    ["Turkish", "Ida Holm, 1 Ocak 2025 tarihinde şunu yazdı:"],
    ["Japanese", "2025年1月1日(水) 10:00、Ida Holm のメール:"],
  ])("in plain text in %s", (_, line) => {
    expect(foldText(`Yes.\n\n${line}\n\n> ${LONG}\n> more\n`)?.visible).toBe("Yes.");
  });

  it("with the signature left to be seen", () => {
    const html = `<p>Yes.</p><p>-- <br>Ada Ray<br>+1 234</p><div class="gmail_quote"><div>On Wednesday, Ida wrote:</div><blockquote>${LONG}</blockquote></div>`;
    expect(foldHtml(html)?.visible).toBe("Yes. -- Ada Ray +1 234");
  });

  it("only from where the sender wrote last", () => {
    const answered = `<p>Hi.</p><div>On Wednesday, Ida wrote:</div><blockquote type="cite">${LONG}</blockquote><p>No.</p><blockquote type="cite">${LONG}</blockquote>`;
    expect(foldHtml(answered)).toEqual({
      visible: `Hi. On Wednesday, Ida wrote: ${LONG.trim()} No.`,
      hidden: LONG.trim(),
    });
  });

  it("in copies of the boxes that it is cut out of", () => {
    const html = `<div dir="ltr" lang="en"><div align="center">Yes.<div class="gmail_quote">${LONG}</div></div><blockquote type="cite">${LONG}</blockquote></div>`;
    expect(cleanHtml(html, RULES)).toBe(
      `<div style="overflow:auto"><div dir="ltr" lang="en"><div align="center">Yes.</div></div>${FOLD}<div dir="ltr" lang="en"><div align="center"><div>${LONG}</div></div><blockquote type="cite">${LONG}</blockquote></div></details></div>`,
    );
  });
});

describe("nothing is folded", () => {
  const quote = `<blockquote type="cite">${LONG}</blockquote>`;
  it.each([
    ["when nothing would be left to see", quote],
    ["when it is short", '<p>Yes.</p><blockquote type="cite">No, rather not.</blockquote>'],
    ["when the sender wrote below the quote", `<p>Hi.</p>${quote}<p>No.</p>`],
    ["when a signature stands below the quote", `<p>Hi.</p>${quote}<p>-- <br>Ada</p>`],
    [
      "when the sender wrote between the quotes of Gmail's box",
      `<p>Hi.</p><div class="gmail_quote"><div>On Wednesday, Ida wrote:</div><blockquote class="gmail_quote">${LONG}</blockquote><div>No.</div></div>`,
    ],
    ["when a quote has no author, such as a poem", `<p>Hi.</p><blockquote>${LONG}</blockquote>`],
    ["when a table would be torn", `<table><tr><td>Hi.${quote}</td></tr></table>`],
    ["when words only look like a header", `<p>Hi.</p><p>From: here to there is a long way.</p><p>${LONG}</p>`],
    ["when somebody wrote is a sentence", `<p>Hi.</p><p>On Monday I asked what Ida wrote:</p><p>${LONG}</p>`],
    ["when something is confidential", `<p>Hi.</p><p>This is confidential, as I said before. ${LONG}</p>`],
    [
      "when a footer is followed by more than a footer",
      `<p>Hi.</p><p>This e-mail is confidential and intended solely for you, the addressee, and nobody else, please.</p>${"<p>More.</p>".repeat(50)}`,
    ],
  ])("%s", (_, html) => {
    expect(foldHtml(html)).toBeNull();
  });

  it("when it is not wanted", () => {
    const html = `<p>Yes.</p>${quote}`;
    expect(foldHtml(html)).not.toBeNull();
    expect(folded(cleanHtml(html, { ...RULES, fold: false }))).toBeNull();
  });

  it("because a mail says so", () => {
    const claims = `<p>Hi.</p><details class="x ee-collapsed-thread" open><summary class="EE-collapsed-thread-toggle">Pay now</summary>x</details>`;
    expect(cleanHtml(claims, RULES)).toBe(
      '<div style="overflow:auto"><p>Hi.</p><details open><summary>Pay now</summary>x</details></div>',
    );
  });
});
