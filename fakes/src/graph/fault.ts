/** A refusal, as Graph words it. */
export class GraphFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message = code, headers: Record<string, string> = {}) {
    super(message);
    this.name = "GraphFault";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  get body(): object {
    return { error: { code: this.code, message: this.message, innerError: { "request-id": crypto.randomUUID() } } };
  }
}

export const notFound = () =>
  new GraphFault(404, "ErrorItemNotFound", "The specified object was not found in the store.");
export const invalidRequest = (message: string) => new GraphFault(400, "RequestBroker--ParseUri", message);
