import { expect, it } from "vitest";
import { parseHeaders } from "./headers.ts";
import { groupByLinks, linksOf, threadIdOf } from "./message-links.ts";

const of = (...lines: string[]) => linksOf(parseHeaders(Buffer.from(`${lines.join("\r\n")}\r\n`)));

it("reads References, and In-Reply-To where there are none", () => {
  expect(of("Message-ID: <a@x>", "References: <r@x>\r\n\t<p@x>", "In-Reply-To: <other@x>")).toEqual({
    id: "a@x",
    references: ["r@x", "p@x"],
  });
  expect(of("In-Reply-To: Your message of Friday <p@x> (sent <q@x>)")).toEqual({ id: undefined, references: ["p@x"] });
  expect(of("References: none at all", "In-Reply-To: <p@x>").references).toEqual(["p@x"]);
  expect(of("Message-ID: bare@x", "References: <> < > <a b>")).toEqual({ id: undefined, references: [] });
});

it("keeps the first one and the last ones of very many, in no time", () => {
  const many = Array.from({ length: 10_000 }, (_, number) => `<${number}@x>`);
  const { references } = of(`References: ${many.join(" ")}`);
  expect(references).toHaveLength(100);
  expect([references[0], references[1], references.at(-1)]).toEqual(["0@x", "9901@x", "9999@x"]);
  expect(of(`References: ${"<".repeat(500_000)}`, `Message-ID: <${"a".repeat(500_000)}`).references).toEqual([]);
});

it("takes no id that can not be looked for", () => {
  expect(of('Message-ID: <"quo\\"ted"@x>').id).toBe('"quo\\"ted"@x');
  expect(of("Message-ID: <grüße@x>").id).toBe("grüße@x");
  expect(of("Message-ID: <nul\0@x>").id).toBeUndefined();
  expect(of("Message-ID: <\ufffd@x>").id).toBeUndefined();
});

it("names a thread by its first message", () => {
  const thread = threadIdOf(of("Message-ID: <r@x>"), "id");
  expect(threadIdOf(of("Message-ID: <a@x>", "References: <r@x> <b@x>"), "id")).toBe(thread);
  expect(threadIdOf(of("In-Reply-To: <r@x>"), "id")).toBe(thread);
  expect(threadIdOf(of("Subject: nothing"), "id")).toBe("local.message.id");
});

it("groups what names each other, in whatever order it comes", () => {
  const group = (...ids: string[]) =>
    groupByLinks(ids, (text) => {
      const [id = "", ...references] = text.split("<");
      return { id, references };
    });
  expect(group("c<b", "x", "a", "b<a", "y<x", "z")).toEqual([["c<b", "a", "b<a"], ["x", "y<x"], ["z"]]);
  expect(group("a<m", "b<m")).toEqual([["a<m", "b<m"]]);
  const chain = Array.from({ length: 5000 }, (_, number) => `${number}<${number + 1}`);
  expect(group(...chain)).toHaveLength(1);
});
