/** Where a command writes. Results go out, everything said about them to err. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}
