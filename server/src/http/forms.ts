import type { FastifyInstance } from "fastify";

const MOST_BYTES = 64 * 1024;

/** Lets these routes be sent forms. Of a form in parts nothing is read: one click says no more than its link. */
export function acceptForms(app: FastifyInstance): void {
  app.addContentTypeParser<string>(
    "application/x-www-form-urlencoded",
    { parseAs: "string", bodyLimit: MOST_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body))),
  );
  app.addContentTypeParser(
    "multipart/form-data",
    { parseAs: "string", bodyLimit: MOST_BYTES },
    (_request, _body, done) => done(null, {}),
  );
}
