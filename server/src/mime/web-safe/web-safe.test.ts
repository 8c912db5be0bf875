import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { type CleaningOutcome, createWebSafe, type WebSafe, type WebSafeOptions } from "./web-safe.ts";

const KEEP = { account: "ada", blockRemoteImages: false };
/** 1 MB that every cleaner takes seconds over, and that nests no deeper than a mail may. */
const SLOW = `<style>${Array.from({ length: 3000 }, (_, i) => `div div div div div:not(.a${i}) b{color:red}`).join("\n")}</style>${`${"<div>".repeat(200)}<b>words</b>${"</div>".repeat(200)}`.repeat(300)}`;

describe("web-safe text", () => {
  let webSafe: WebSafe | undefined;
  const outcomes: CleaningOutcome[] = [];
  const create = (more: Partial<WebSafeOptions> = {}) =>
    (webSafe = createWebSafe({
      log: silentLog,
      maxFoldedCharacters: () => 262_144,
      // Only the test of the deadline may meet it, however busy the machine is.
      deadlineMs: 60_000,
      onCleaned: (outcome) => outcomes.push(outcome),
      ...more,
    }));
  afterEach(async () => {
    outcomes.length = 0;
    await webSafe?.close();
  });

  it("is made of the HTML, else of the plain text, else of nothing", async () => {
    const { clean } = create();
    expect(await clean({ html: "<p>a</p><script>b</script>", plain: "c" }, KEEP)).toEqual({
      html: '<div style="overflow:auto"><p>a</p></div>',
      isCut: false,
    });
    expect(await clean({ plain: "c <d>" }, KEEP)).toEqual({
      html: '<div style="font-family:sans-serif;font-size:12px;overflow:auto"><p>c &lt;d&gt;</p></div>',
      isCut: false,
    });
    expect(await clean({}, KEEP)).toBeNull();
    expect(await clean({ html: "", plain: "" }, KEEP)).toBeNull();
    expect(outcomes).toEqual(["cleaned", "cleaned"]);
  });

  it("folds history only in texts that are short enough, together", async () => {
    const quote = `<blockquote type="cite">${"words ".repeat(50)}</blockquote>`;
    const html = `<p>Hi</p>${quote}`;
    const { clean } = create({ maxFoldedCharacters: () => html.length + 10 });
    const isFolded = async (plain: string) => (await clean({ html, plain }, KEEP))?.html.includes("<details");
    expect(await isFolded("x".repeat(10))).toBe(true);
    expect(await isFolded("x".repeat(11))).toBe(false);
  });

  it("is plain text again where elements nest without end", async () => {
    const { clean } = create();
    const html = `${"<div>".repeat(90_000)}deep &amp; &lt;b&gt;<script>x</script>${"</div>".repeat(90_000)}`;
    expect((await clean({ html, plain: "Plain" }, KEEP))?.html).toMatch(/^<div style="[^"]*"><p>Plain<\/p><\/div>$/);
    expect((await clean({ html }, KEEP))?.html).toMatch(/^<div style="[^"]*"><p>deep &amp; &lt;b&gt;<\/p><\/div>$/);
    expect(outcomes).toEqual(["text", "text"]);
  });

  it("is not folded where it stands in for HTML", async () => {
    const { clean } = create();
    const plain = `Hi\n\nOn 1 Jan 2025, Ida wrote:\n> ${"words ".repeat(50)}\n`;
    expect((await clean({ plain }, KEEP))?.html).toContain("<details");
    expect((await clean({ html: "<div>".repeat(600), plain }, KEEP))?.html).not.toContain("<details");
  });

  it("is cut where it is longer than anybody reads, and never in the middle of HTML", async () => {
    const { clean } = create();
    const long = "<b>word</b> ".repeat(400_000);
    const safe = await clean({ html: long }, KEEP);
    expect(safe?.isCut).toBe(true);
    expect(safe?.html).not.toContain("<b>");
    expect((await clean({ html: long, plain: "Plain" }, KEEP))?.isCut).toBe(false);
    expect((await clean({ plain: "word ".repeat(1_000_000) }, KEEP))?.isCut).toBe(true);
  });

  it("leaves the event loop to others, and gives up at the deadline", async () => {
    const { clean } = create({ deadlineMs: 2000 });
    let isDone = false;
    const cleaning = clean({ html: SLOW, plain: "Plain" }, KEEP).finally(() => (isDone = true));
    let turns = 0;
    while (!isDone) {
      await setImmediate();
      turns++;
    }
    expect((await cleaning)?.html).toMatch(/<p>Plain<\/p>/);
    expect(outcomes).toEqual(["text"]);
    expect(turns).toBeGreaterThan(10);
    // The thread that did not come back was replaced.
    expect((await clean({ html: "<p>next</p>" }, KEEP))?.html).toContain("<p>next</p>");
  });

  it("serves as many as ask, each with its own", async () => {
    const { clean } = create();
    const asked = Array.from({ length: 100 }, (_, index) => clean({ html: `<p>${index}</p>` }, KEEP));
    const answers = await Promise.all(asked);
    expect(answers.map((answer) => /<p>(\d+)<\/p>/.exec(answer?.html ?? "")?.[1])).toEqual(
      Array.from({ length: 100 }, (_, index) => String(index)),
    );
  });

  it("stops waiting with its caller", async () => {
    const { clean } = create();
    const abort = new AbortController();
    const waiting = clean({ html: SLOW }, KEEP, abort.signal);
    abort.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await expect(clean({ html: "x" }, KEEP, abort.signal)).rejects.toThrow("gone");
  });

  it("says so where nothing can be shown, and when it is closed", async () => {
    const { clean, close } = create();
    const waiting = clean({ html: SLOW }, KEEP);
    await close();
    const notice = { html: expect.stringContaining("can not be shown safely") as string, isCut: true };
    expect(await waiting).toEqual(notice);
    expect(await clean({ html: "<p>x</p>" }, KEEP)).toEqual(notice);
  });
});
