import { describe, expect, it } from "vitest";
import {
  bytes,
  choice,
  database,
  duration,
  flag,
  isAddressOrNetwork,
  isOrigin,
  jsonObject,
  list,
  type Parser,
  seconds,
  text,
  url,
  wholeNumber,
} from "./parsers.ts";

const cases: [string, Parser<unknown>, Record<string, unknown>][] = [
  ["a text", text, { a: "a", "": undefined }],
  ["a whole number", wholeNumber(1, 10), { "1": 1, "10": 10, "0": undefined, "11": undefined, "1.5": undefined }],
  ["a port", wholeNumber(0, 65535), { "0": 0, "65535": 65535, "65536": undefined, "-1": undefined, "1e3": undefined }],
  [
    "a flag",
    flag,
    { "1": true, "5": true, y: true, YES: true, True: true, "0": false, n: false, no: false, FALSE: false },
  ],
  ["an unclear flag", flag, { on: undefined, off: undefined, "": undefined, yellow: undefined, maybe: undefined }],
  ["a choice", choice("link-local", "off"), { OFF: "off", "link-local": "link-local", none: undefined }],
  [
    "a duration",
    duration(),
    {
      "0": 0,
      "250": 250,
      "250ms": 250,
      "10s": 10_000,
      "10 s": 10_000,
      "1.5h": 5_400_000,
      "5m": 300_000,
      "3d": 259_200_000,
      "1mo": 2_592_000_000,
      "1y": 31_536_000_000,
      "10x": undefined,
      "-1": undefined,
      s: undefined,
      constructor: undefined,
    },
  ],
  ["a duration with a least value", duration(1000), { "999": undefined, "1s": 1000 }],
  ["seconds", seconds, { "90": 90, "1m": 60, "1500ms": 2, x: undefined }],
  [
    "a size",
    bytes(),
    {
      "100": 100,
      "5M": 5_242_880,
      "5mb": 5_242_880,
      "5 M": 5_242_880,
      "1k": 1024,
      "1.5k": 1536,
      "2G": 2_147_483_648,
      "1T": 1024 ** 4,
      "1P": 1024 ** 5,
      "100B": 100,
      "5X": undefined,
      big: undefined,
    },
  ],
  [
    "a list of addresses",
    list(isAddressOrNetwork, "addresses"),
    {
      "10.0.0.0/8, ::1": ["10.0.0.0/8", "::1"],
      "fd00::/8 127.0.0.1": ["fd00::/8", "127.0.0.1"],
      "10.0.0.0/33": undefined,
      "10.0.0.0/8/8": undefined,
      "example.com": undefined,
    },
  ],
  [
    "a list of origins",
    list(isOrigin, "origins"),
    {
      "*": ["*"],
      "https://a.example http://b.example:8080": ["https://a.example", "http://b.example:8080"],
      "https://a.example/path": undefined,
      "a.example": undefined,
    },
  ],
  [
    "a proxy URL",
    url("http", "socks5"),
    { "http://proxy.example:3128": "http://proxy.example:3128", "ftp://proxy.example": undefined, proxy: undefined },
  ],
  [
    "a database",
    database,
    {
      "postgres://u:p@h/d": "postgres://u:p@h/d",
      "postgresql://h/d": "postgresql://h/d",
      "./mail.db": "./mail.db",
      ":memory:": ":memory:",
      "C:\\data\\mail.db": "C:\\data\\mail.db",
      "mysql://h/d": undefined,
      "redis://127.0.0.1:6379/8": undefined,
    },
  ],
  [
    "a JSON object",
    jsonObject,
    { '{"a":1}': { a: 1 }, "[]": undefined, "1": undefined, "{": undefined, null: undefined },
  ],
];

describe("parsers", () => {
  it.each(cases)("read %s", (_name, parser, expected) => {
    const read = Object.fromEntries(Object.keys(expected).map((value) => [value, parser.parse(value)]));
    expect(read).toEqual(expected);
  });
});
