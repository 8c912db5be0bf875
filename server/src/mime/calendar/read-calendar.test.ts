import { expect, it } from "vitest";
import { MAX_ATTENDEES, MAX_EVENTS, readCalendar } from "./read-calendar.ts";

const part = (lines: string[], more: object = {}) => ({
  attachment: "AAAAAQAAAeEy",
  contentType: "text/calendar",
  charset: "utf-8",
  filename: undefined,
  method: undefined,
  content: Buffer.from(lines.join("\r\n")),
  ...more,
});
const calendar = (...lines: string[]) => ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines, "END:VCALENDAR", ""];
const event = (...lines: string[]) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"];
const read = (...lines: string[]) => readCalendar([part(calendar(...lines))]);

it("tells all that an invitation says", () => {
  const invitation = part(
    calendar(
      "METHOD:REQUEST",
      "BEGIN:VTIMEZONE",
      "TZID:Europe/Berlin",
      "BEGIN:STANDARD",
      "DTSTART:19701025T030000",
      "TZOFFSETFROM:+0200",
      "TZOFFSETTO:+0100",
      "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
      "END:STANDARD",
      "END:VTIMEZONE",
      ...event(
        "UID:1@example.test",
        "SEQUENCE:2",
        "STATUS:confirmed",
        "SUMMARY:Lunch\\, or",
        "  dinner",
        "DESCRIPTION:Line one\\nLine two",
        "LOCATION:Café Moritz",
        "DTSTART;TZID=Europe/Berlin:20250701T120000",
        "DTEND;TZID=Europe/Berlin:20250701T133000",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "ORGANIZER;CN=Ada:mailto:ada@example.test",
        'ATTENDEE;CN="Bob, B.";ROLE=REQ-PARTICIPANT;PARTSTAT=needs-action;RSVP=TRUE:MAILTO:bob@example.test',
        "ATTENDEE:mailto:eve@example.test",
      ),
    ),
    { filename: "lunch.ics" },
  );
  expect(readCalendar([invitation])).toEqual([
    {
      eventId: "1@example.test",
      attachment: "AAAAAQAAAeEy",
      method: "REQUEST",
      summary: "Lunch, or dinner",
      description: "Line one\nLine two",
      location: "Café Moritz",
      status: "CONFIRMED",
      sequence: 2,
      timezone: "Europe/Berlin",
      startDate: "2025-07-01T10:00:00.000Z",
      endDate: "2025-07-01T11:30:00.000Z",
      recurrenceRule: "FREQ=WEEKLY;COUNT=3",
      organizer: "mailto:ada@example.test",
      attendees: [
        { address: "bob@example.test", name: "Bob, B.", role: "REQ-PARTICIPANT", status: "NEEDS-ACTION", rsvp: true },
        { address: "eve@example.test" },
      ],
      filename: "lunch.ics",
      contentType: "text/calendar",
      encoding: "base64",
      content: invitation.content.toString("base64"),
    },
  ]);
});

const startOf = (tzid: string, local: string, ...more: string[]) =>
  read(...more, ...event("UID:z", `DTSTART;TZID=${tzid}:${local}`)).map(({ startDate, timezone }) => [
    startDate,
    timezone,
  ])[0];

it("knows time zones that the calendar does not describe, by their IANA and Windows names", () => {
  expect(startOf("Europe/Berlin", "20250115T120000")).toEqual(["2025-01-15T11:00:00.000Z", "Europe/Berlin"]);
  expect(startOf("Europe/Berlin", "20250715T120000")).toEqual(["2025-07-15T10:00:00.000Z", "Europe/Berlin"]);
  expect(startOf("W. Europe Standard Time", "20250715T120000")).toEqual(["2025-07-15T10:00:00.000Z", "Europe/Berlin"]);
  expect(startOf('"Eastern Standard Time"', "20250715T120000")?.[0]).toBe("2025-07-15T16:00:00.000Z");
  expect(startOf("/mozilla.org/20050126_1/Asia/Tokyo", "20250715T120000")).toEqual([
    "2025-07-15T03:00:00.000Z",
    "Asia/Tokyo",
  ]);
  // Both sides of a change of the offset.
  expect(startOf("America/New_York", "20250309T013000")?.[0]).toBe("2025-03-09T06:30:00.000Z");
  expect(startOf("America/New_York", "20250309T033000")?.[0]).toBe("2025-03-09T07:30:00.000Z");
});

const zone = (name: string, rule: string) => [
  "BEGIN:VTIMEZONE",
  `TZID:${name}`,
  "BEGIN:STANDARD",
  "DTSTART:16010101T030000",
  "TZOFFSETFROM:+0300",
  "TZOFFSETTO:+0200",
  `RRULE:${rule};BYMONTH=10`,
  "END:STANDARD",
  "BEGIN:DAYLIGHT",
  "DTSTART:16010101T020000",
  "TZOFFSETFROM:+0200",
  "TZOFFSETTO:+0300",
  `RRULE:${rule};BYMONTH=3`,
  "END:DAYLIGHT",
  "END:VTIMEZONE",
];

it("knows a time zone of whatever name that the calendar describes", () => {
  const described = zone("Customized Time Zone", "FREQ=YEARLY;BYDAY=-1SU");
  expect(startOf("Customized Time Zone", "20250115T120000", ...described)).toEqual([
    "2025-01-15T10:00:00.000Z",
    "Customized Time Zone",
  ]);
  expect(startOf("Customized Time Zone", "20250715T120000", ...described)?.[0]).toBe("2025-07-15T09:00:00.000Z");
});

it("takes times in no known zone, and whole days, as they stand", () => {
  expect(startOf("Middle Earth", "20250715T120000")).toEqual(["2025-07-15T12:00:00.000Z", "Middle Earth"]);
  expect(read(...event("UID:1", "DTSTART:20250715T120000"))[0]).toMatchObject({
    startDate: "2025-07-15T12:00:00.000Z",
  });
  expect(read(...event("UID:1", "DTSTART;VALUE=DATE:20250715", "DTEND;VALUE=DATE:20250716"))[0]).toMatchObject({
    startDate: "2025-07-15T00:00:00.000Z",
    endDate: "2025-07-16T00:00:00.000Z",
    allDay: true,
  });
});

it("works out the end from a duration, days by the calendar and hours by the clock", () => {
  const end = (duration: string) =>
    read(...event("UID:1", "DTSTART;TZID=Europe/Berlin:20250329T120000", `DURATION:${duration}`))[0]?.endDate;
  expect(end("P1D")).toBe("2025-03-30T10:00:00.000Z");
  expect(end("PT24H")).toBe("2025-03-30T11:00:00.000Z");
  expect(end("PT1H30M")).toBe("2025-03-29T12:30:00.000Z");
});

it("tells all events, and one that comes twice once", () => {
  const file = calendar(
    ...event("UID:1", "SUMMARY:first", "RRULE:FREQ=DAILY"),
    ...event("UID:1", "SUMMARY:changed", "RECURRENCE-ID:20250715T120000Z"),
    ...event("UID:2", "SUMMARY:second"),
  );
  const events = readCalendar([
    part(file, { method: "REQUEST" }),
    part(file, { contentType: "application/ics", filename: "meeting.ics", attachment: "AAAAAQAAAeEz" }),
  ]);
  expect(events.map(({ summary, filename, attachment }) => [summary, filename, attachment])).toEqual(
    ["first", "changed", "second"].map((summary) => [summary, "meeting.ics", "AAAAAQAAAeEy"]),
  );
  expect(events.map(({ content }) => content !== undefined)).toEqual([true, false, false]);
});

it("names a file that has no name by what it is for", () => {
  const nameOf = (method?: string) => readCalendar([part(calendar(...event("UID:1")), { method })])[0]?.filename;
  expect([nameOf("REQUEST"), nameOf("cancel"), nameOf("REPLY"), nameOf()]).toEqual([
    "invite.ics",
    "invite.ics",
    "event.ics",
    "event.ics",
  ]);
});

it("leaves out what makes no sense, and only that", () => {
  expect(readCalendar([part(["garbage"]), part(["BEGIN:VCALENDAR"]), part([])])).toEqual([]);
  const [event1] = read(...event("UID:1", "DTSTART:yesterday", "DTEND:tomorrow", "DURATION:long", "SUMMARY:"));
  expect(event1).toMatchObject({ eventId: "1" });
  for (const field of ["startDate", "endDate", "summary"]) expect(event1).not.toHaveProperty(field);
  const good = part(calendar(...event("UID:2", "SUMMARY:good")));
  expect(readCalendar([part(["BEGIN:VCALENDAR", "BEGIN:VEVENT"]), good])).toMatchObject([{ summary: "good" }]);
});

it("reads charsets, and calendars one after the other", () => {
  const latin = part([], {
    charset: "iso-8859-1",
    content: Buffer.from(calendar(...event("UID:1", "SUMMARY:Grüße")).join("\n"), "latin1"),
  });
  expect(readCalendar([latin])[0]?.summary).toBe("Grüße");
  const two = [...calendar(...event("UID:1")), ...calendar(...event("UID:2"))].filter((line) => line !== "");
  expect(readCalendar([part(two)]).map(({ eventId }) => eventId)).toEqual(["1", "2"]);
});

it("is led on by nothing that is without end", () => {
  const many = Array.from({ length: MAX_EVENTS + 50 }, (_, i) => event(`UID:${i}`)).flat();
  expect(read(...many)).toHaveLength(MAX_EVENTS);
  const crowd = Array.from({ length: MAX_ATTENDEES + 50 }, (_, i) => `ATTENDEE:mailto:a${i}@example.test`);
  expect(read(...event("UID:1", ...crowd))[0]?.attendees).toHaveLength(MAX_ATTENDEES);
  expect(readCalendar([part(calendar(...event(`SUMMARY:${"x".repeat(512 * 1024)}`)))])).toEqual([]);
  // Rules that would be followed until the sun burns out.
  for (const rule of ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTHDAY=31;BYDAY=1SU", "FREQ=YEARLY;BYDAY=-1SU;BYHOUR=1,2,3"])
    expect(startOf("Endless", "20250715T120000", ...zone("Endless", rule))?.[0]).toBe("2025-07-15T12:00:00.000Z");
  expect(read(...event("UID:1", "DTSTART:20250715T120000Z", "RRULE:FREQ=SECONDLY"))).toMatchObject([
    { recurrenceRule: "FREQ=SECONDLY", startDate: "2025-07-15T12:00:00.000Z" },
  ]);
  const nested = [
    ...Array.from({ length: 20_000 }, () => "BEGIN:VEVENT"),
    ...Array.from({ length: 20_000 }, () => "END:VEVENT"),
  ];
  expect(read(...nested)).toHaveLength(1);
  const folded = part(calendar("BEGIN:VEVENT", `SUMMARY:x${"\r\n xx".repeat(100_000)}`, "END:VEVENT"));
  expect(readCalendar([folded])).toHaveLength(1);
});
