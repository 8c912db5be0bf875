/** The words of RFC 6749 section 5.2, RFC 7591 section 3.2.2 and RFC 8707 section 2 that programs are refused with. */
export type OAuthErrorWord =
  | "invalid_redirect_uri"
  | "invalid_client_metadata"
  | "invalid_request"
  | "invalid_grant"
  | "invalid_target"
  | "unsupported_grant_type";

/** What a program is refused with that registers, or comes for a token. The description is for its author. */
export class OAuthRefusal extends Error {
  readonly word: OAuthErrorWord;

  constructor(word: OAuthErrorWord, description: string) {
    super(description);
    this.word = word;
  }
}
