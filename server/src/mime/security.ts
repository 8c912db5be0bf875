/** How a message, or a part of it, is protected. */
export interface MessageSecurity {
  signed: boolean;
  encrypted: boolean;
  type: "smime" | "pgp";
}

/** A part by its type, lower case, and its parameters. */
interface TypedPart {
  type: string;
  parameters?: Record<string, string> | undefined;
}

const PKCS7 = /^application\/(x-)?pkcs7-mime$/;

/**
 * What the type of a part says of its protection: S/MIME (RFC 8551) or OpenPGP (RFC 3156);
 * undefined when it says nothing. Nothing is verified or decrypted here.
 */
export function securityOf({ type, parameters = {} }: TypedPart): MessageSecurity | undefined {
  const parameter = (name: string) => parameters[name]?.trim().toLowerCase() ?? "";
  if (type === "multipart/signed") {
    const signer = /^application\/(?:(pgp)-signature|(?:x-)?pkcs7-signature)$/.exec(parameter("protocol"));
    return signer ? { signed: true, encrypted: false, type: signer[1] === undefined ? "smime" : "pgp" } : undefined;
  }
  if (type === "multipart/encrypted")
    return parameter("protocol") === "application/pgp-encrypted"
      ? { signed: false, encrypted: true, type: "pgp" }
      : undefined;
  if (!PKCS7.test(type)) return undefined;
  switch (parameter("smime-type")) {
    case "signed-data":
      return { signed: true, encrypted: false, type: "smime" };
    case "enveloped-data":
    case "authenveloped-data":
      return { signed: false, encrypted: true, type: "smime" };
    default:
      // Without the parameter nobody can tell before the content is read; others carry no message.
      return undefined;
  }
}

const ARMOUR = /^\s*-----BEGIN PGP (SIGNED )?MESSAGE-----[ \t]*(?:\r?\n|$)/;

/**
 * What a plain text says of itself that is OpenPGP from its first line on (RFC 9580 sections 6.2 and 7), which no
 * type tells. Further down it may be quoted, or be about something.
 */
export function securityOfText(text: string | undefined): MessageSecurity | undefined {
  const found = text === undefined ? null : ARMOUR.exec(text);
  if (!found) return undefined;
  const signed = found[1] !== undefined;
  return { signed, encrypted: !signed, type: "pgp" };
}

/** Both: a part within the other, such as what is encrypted within what is signed. The outer one names the type. */
export const combineSecurity = (
  outer: MessageSecurity | undefined,
  inner: MessageSecurity | undefined,
): MessageSecurity | undefined =>
  outer && inner
    ? { ...outer, signed: outer.signed || inner.signed, encrypted: outer.encrypted || inner.encrypted }
    : (outer ?? inner);
