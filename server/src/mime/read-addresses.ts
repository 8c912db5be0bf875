import libmime from "libmime";
import addressparser from "nodemailer/lib/addressparser";

/**
 * The addresses of a header value (RFC 5322 section 3.4), names decoded (RFC 2047), groups without
 * their names. Comments and routes are dropped; what is no address is told as a name.
 */
export function readAddresses(value: string): { name: string; address: string }[] {
  return addressparser(value, { flatten: true })
    .map(({ name, address }) => ({ name: libmime.decodeWords(name), address: address ?? "" }))
    .filter(({ name, address }) => name !== "" || address !== "");
}
