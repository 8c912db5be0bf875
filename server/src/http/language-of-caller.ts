import type { ErrorBody } from "@posthorn/contracts/errors";
import { translateError } from "@posthorn/contracts/texts/translate-error";
import type { FastifyReply, FastifyRequest } from "fastify";
import { resolveLocale } from "./locale.ts";

const CHOSEN_BY = ["Accept-Language", "X-EE-Locale", "Cookie"];

/**
 * The error in the language of the caller, with headers that tell so. Codes, labels and what is not
 * ours, such as a mail server's answer, stay as they are; English stays the very same text.
 */
export function inLanguageOfCaller(
  body: ErrorBody,
  request: FastifyRequest,
  reply: FastifyReply,
  setting: string | undefined,
): ErrorBody {
  const known = [reply.getHeader("Vary") ?? []].flat();
  void reply.header("Vary", [...known, ...CHOSEN_BY].join(", "));
  const locale = resolveLocale({ url: request.raw.url, headers: request.headers, setting });
  if (locale === "en") return body;
  const message = translateError(body.message, locale);
  if (message !== body.message) void reply.header("Content-Language", locale);
  const fields = body.fields?.map((fault) => ({ ...fault, message: translateError(fault.message, locale) }));
  return { ...body, message, ...(fields && { fields }) };
}
