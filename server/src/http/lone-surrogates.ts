/** An escape of JSON: a pair of surrogates, one by itself (captured), or any other. */
const ESCAPE = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|[^])/g;

/**
 * JSON text in which each escaped surrogate that has no other half is U+FFFD, as in any text that became
 * UTF-8. RFC 8259 section 8.2 leaves open what such text means; databases give it back as another one,
 * so that nothing could be found or unsealed by it again.
 */
export const withoutLoneSurrogates = (json: string): string =>
  /\\u[dD][89a-fA-F]/.test(json)
    ? json.replace(ESCAPE, (escape, lone: string | undefined) => (lone === undefined ? escape : String.raw`\ufffd`))
    : json;
