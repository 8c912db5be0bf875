/** The name of a header field in camel case: `Original-Rcpt-To` is `originalRcptTo`. */
export const camelCase = (field: string): string =>
  field.toLowerCase().replaceAll(/[^a-z0-9]+([a-z0-9]?)/g, (_, next: string) => next.toUpperCase());

/** Whether a name would reach what all objects have; such fields are nowhere told. */
export const isUnsafeName = (name: string): boolean => name in Object.prototype;
