import MarkdownIt from "markdown-it";

/** HTML in Markdown stays: who writes a template may write either, and values were escaped before. */
const markdown = new MarkdownIt({ html: true, linkify: true });
// Only what says that it is an address; "example.com" may be a name.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

export const htmlFromMarkdown = (text: string): string => markdown.render(text);
