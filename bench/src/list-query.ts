import type { FetchQueryObject } from "imapflow";

/** What a listing needs. */
export const LIST: FetchQueryObject = {
  uid: true,
  flags: true,
  envelope: true,
  bodyStructure: true,
  internalDate: true,
  size: true,
};
