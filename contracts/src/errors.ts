/** The body of every failed API call. */
export interface ErrorBody {
  statusCode: number;
  /** The label of the status code, such as `Not Found`. */
  error: string;
  /** The text to show. */
  message: string;
  /** A word for programs, where one exists. */
  code?: string;
  /** Only for invalid input: every fault found. */
  fields?: FieldFault[];
  [extra: string]: unknown;
}

export interface FieldFault {
  message: string;
  /** The name of the faulty key. */
  key: string;
  /** Where the key stands, such as `body.to.0.address`. */
  path?: string;
}
