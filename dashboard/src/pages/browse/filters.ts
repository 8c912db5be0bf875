/** On a narrow screen one pane is seen at a time: folders or the list; a message that is open covers both. */
export const BROWSER_PANES = ["folders"] as const;

/** How a message is looked at; without one of these, as it is meant to be read. */
export const MESSAGE_TABS = ["plain", "headers", "source"] as const;

/** What is being written, where it is about the message that is open. */
export const COMPOSING = ["new", "reply", "reply-all", "forward", "draft"] as const;
export type Composing = (typeof COMPOSING)[number];

/** Messages on a page. */
export const PAGE_SIZES = [10, 20, 30, 50, 100] as const;
export const USUAL_PAGE_SIZE = 50;
