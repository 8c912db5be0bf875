import type { SearchQuery } from "@posthorn/contracts/search-query";

/** Where servers differ by nature, a promise is put another way for them; nothing is left out without being named here. */
export interface Traits {
  /** Mailboxes can lose their identity. */
  canRenumber: boolean;
  /** Pages have numbers; otherwise a number is refused (InvalidInput). */
  hasPageNumbers: boolean;
  /** A message lies in one mailbox and says in which. Otherwise mailboxes are labels: messages keep their ids, and events come from all mail. */
  hasPlaces: boolean;
  /** `date` is that of the header, else the time of arrival. */
  tellsHeaderDates: boolean;
  /** Flags other than being seen, flagged or a draft are kept. */
  keepsAllFlags: boolean;
  /** Answers to changes say what worked; otherwise they repeat what was asked. */
  tellsOutcomes: boolean;
  /** A message can be deleted for good; otherwise it stays in Trash. */
  deletesForGood: boolean;
  /** Where a message was moved to Trash, the answer says that it was deleted. */
  callsTrashedDeleted: boolean;
  /** Both texts of a message are kept; otherwise the server keeps one, and makes the other of it when that is asked for. */
  keepsBothTexts: boolean;
  hasSubscriptions: boolean;
  /** A mailbox named Archive is the archive. */
  hasArchive: boolean;
  /** A mailbox with all mail comes first. */
  listsAllMail: boolean;
  /** Labels can be searched for. */
  knowsLabels: boolean;
  /** So can what Gmail's own queries say. */
  knowsGmailQueries: boolean;
  /** Terms that searches can't have (UnsupportedSearchTerm). */
  unknownTerms: (keyof SearchQuery)[];
}

/** What most servers can. */
export const USUAL: Traits = {
  canRenumber: true,
  hasPageNumbers: true,
  hasPlaces: true,
  tellsHeaderDates: true,
  keepsAllFlags: true,
  tellsOutcomes: true,
  deletesForGood: true,
  callsTrashedDeleted: false,
  keepsBothTexts: true,
  hasSubscriptions: true,
  hasArchive: true,
  listsAllMail: false,
  knowsLabels: false,
  knowsGmailQueries: false,
  unknownTerms: [],
};
