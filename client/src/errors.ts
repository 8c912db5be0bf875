import type { ErrorBody, FieldFault } from "@posthorn/contracts/errors";

/** An answer of the API that is no success. */
export class PosthornApiError extends Error {
  readonly statusCode: number;
  /** A word for programs, where one exists. */
  readonly code: string | undefined;
  /** Every fault of the input, for a 400. */
  readonly fields: readonly FieldFault[];
  /** The whole answer, with members such as `state` or `ttl`. */
  readonly body: ErrorBody;

  constructor(body: ErrorBody) {
    super(body.message);
    this.name = "PosthornApiError";
    this.statusCode = body.statusCode;
    this.code = body.code;
    this.fields = body.fields ?? [];
    this.body = body;
  }
}

/** Reads the failure out of `response`, whatever stands between us and the API may have answered. */
export async function toApiError(response: Response): Promise<PosthornApiError> {
  const { status, statusText } = response;
  const text = await response.text().catch(() => "");
  const fallback = { statusCode: status, error: statusText, message: statusText || `The server answered ${status}` };
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) return new PosthornApiError({ ...fallback, ...body });
  } catch {
    // A proxy's page, say: the status tells enough.
  }
  return new PosthornApiError(fallback);
}
