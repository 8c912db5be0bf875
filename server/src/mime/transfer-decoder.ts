import { Transform, type TransformCallback } from "node:stream";

/** Removes a Content-Transfer-Encoding from a stream of bytes; undefined when there is none to remove. */
export function transferDecoder(encoding: string | undefined): Transform | undefined {
  switch ((encoding ?? "").trim().toLowerCase()) {
    case "base64":
      return new Base64Decoder();
    case "quoted-printable":
      return new QuotedPrintableDecoder();
    default:
      return undefined;
  }
}

/** The same for bytes that are all at hand. A cut-off end is decoded as far as it goes. */
export function decodeTransfer(bytes: Buffer, encoding: string | undefined): Buffer {
  switch ((encoding ?? "").trim().toLowerCase()) {
    case "base64":
      return decodeBase64(bytes.toString("latin1").replace(NOT_BASE64, ""));
    case "quoted-printable":
      return decodeQuotedPrintable(bytes.toString("latin1"));
    default:
      return bytes;
  }
}

const NOT_BASE64 = /[^A-Za-z0-9+/=_-]+/g;

/** Mailing lists append to base64 bodies: padding in the middle ends a run, and another one follows. */
function decodeBase64(text: string): Buffer {
  if (!/=[^=]/.test(text)) return Buffer.from(text, "base64");
  return Buffer.concat(text.split(/=+/).map((run) => Buffer.from(run, "base64")));
}

class Base64Decoder extends Transform {
  #rest = "";

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
    const text = this.#rest + chunk.toString("latin1").replace(NOT_BASE64, "");
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    done(null, decodeBase64(text.slice(0, whole)));
  }

  override _flush(done: TransformCallback) {
    done(null, decodeBase64(this.#rest));
  }
}

class QuotedPrintableDecoder extends Transform {
  #rest = "";

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
    const text = this.#rest + chunk.toString("latin1");
    // Blanks at the end of a line are no content, so a line is decoded when its end is known. A line
    // without an end is not kept waiting for ever: then a cut before an escape is enough.
    let cut = text.lastIndexOf("\n") + 1;
    if (cut === 0 && text.length > 65_536)
      cut = /[ \t]*(=[^\n]{0,2})?$/.exec(text.slice(-1000))!.index + text.length - 1000;
    this.#rest = text.slice(cut);
    done(null, decodeQuotedPrintable(text.slice(0, cut)));
  }

  override _flush(done: TransformCallback) {
    done(null, decodeQuotedPrintable(this.#rest));
  }
}

function decodeQuotedPrintable(text: string): Buffer {
  // Not begun anew at each blank of a run: there may be very many.
  const source = text.replace(/(?<![ \t])[ \t]+(\r?\n)/g, "$1").replace(/=\r?\n/g, "");
  const out = Buffer.allocUnsafe(source.length);
  let length = 0;
  for (let i = 0; i < source.length; i++) {
    const code = source.charCodeAt(i);
    if (code === 0x3d) {
      const byte = source.slice(i + 1, i + 3);
      if (/^[0-9a-fA-F]{2}$/.test(byte)) {
        out[length++] = Number.parseInt(byte, 16);
        i += 2;
        continue;
      }
    }
    out[length++] = code;
  }
  return out.subarray(0, length);
}
