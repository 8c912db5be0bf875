/** How a call ends when it does not end well, in the form that Google's APIs have. */
export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly headers: Record<string, string>;

  constructor(status: number, reason: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.reason = reason;
    this.headers = headers;
  }

  get body() {
    const { status: code, message, reason } = this;
    const status = CANONICAL[code];
    return {
      error: { code, message, errors: [{ message, domain: domainOf(reason), reason }], ...(status && { status }) },
    };
  }
}

/** google.rpc.Code by HTTP status. */
const CANONICAL: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};

const domainOf = (reason: string) => (/limit/i.test(reason) ? "usageLimits" : "global");

export const notFound = () => new ApiError(404, "notFound", "Requested entity was not found.");
export const invalid = (message: string) => new ApiError(400, "invalidArgument", message);
