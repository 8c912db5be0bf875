import { expect, it } from "vitest";
import { judge } from "./check-audit.mjs";

const today = new Date("2026-11-27");
const advisory = (severity, id) => ({
  title: `A hole (${severity})`,
  url: `https://github.com/advisories/${id}`,
  severity,
});
const reportOf = (...advisories) =>
  JSON.stringify({
    vulnerabilities: {
      inner: { name: "inner", via: advisories },
      outer: { name: "outer", via: ["inner"] },
    },
  });

it("finds nothing where there is nothing", () => {
  expect(judge(JSON.stringify({ vulnerabilities: {} }), {}, today)).toEqual({ code: 0, output: "" });
});

it("fails for high and critical holes, and names them", () => {
  const { code, output } = judge(
    reportOf(advisory("high", "GHSA-1"), advisory("critical", "GHSA-2"), advisory("moderate", "GHSA-3")),
    {},
    today,
  );
  expect(code).toBe(1);
  expect(output.split("\n")).toEqual([
    "inner: A hole (high) (https://github.com/advisories/GHSA-1)",
    "inner: A hole (critical) (https://github.com/advisories/GHSA-2)",
  ]);
});

it("lets pass what is excepted, as long as that is believed and no longer", () => {
  const excepted = { "GHSA-1": { reason: "It needs a browser.", until: "2026-12-31" } };
  const report = reportOf(advisory("high", "GHSA-1"));
  expect(judge(report, excepted, today).code).toBe(0);
  expect(judge(report, excepted, new Date("2027-01-02")).code).toBe(1);
  expect(judge(reportOf(), excepted, today)).toMatchObject({
    code: 1,
    output: expect.stringContaining("no longer there"),
  });
});

it("says so when the registry can't be asked, and fails nothing", () => {
  const refused =
    'npm warn audit 405\n{"message": "405 Method Not Allowed", "error": {"summary": ""}}\nnpm error audit';
  expect(judge(refused, {}, today)).toMatchObject({ code: 0, note: expect.stringContaining("405") });
  expect(judge("npm error network", {}, today)).toMatchObject({ code: 0, note: expect.stringContaining("no answer") });
});
