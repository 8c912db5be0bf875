/** A value of the API for people: text as it is, all else as JSON. */
export const valueInWords = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === "string" && value !== "" ? value : JSON.stringify(value);
