import * as accounts from "@posthorn/contracts/accounts";
import * as mailboxes from "@posthorn/contracts/mailboxes";
import * as messages from "@posthorn/contracts/messages";
import * as outbox from "@posthorn/contracts/outbox";
import * as submissions from "@posthorn/contracts/submissions";
import * as templates from "@posthorn/contracts/templates";
import * as uploads from "@posthorn/contracts/uploads";
import type { Tool } from "./tool.ts";

const WEB_SAFE = { webSafeHtml: true };

/** Tools that reach mail. */
export const MAIL_TOOLS: readonly Tool[] = [
  {
    name: "list_accounts",
    title: "List email accounts",
    description:
      "List the email accounts of this service, with their ids, addresses and states. Other tools take the id.",
    scope: "mcp",
    contract: accounts.listAccounts,
    query: ["page", "pageSize", "state", "query"],
  },
  {
    name: "get_account",
    title: "Look at an email account",
    description: "Tell an account's address, state and last error; with `quota` also how full its mailbox is.",
    scope: "mcp",
    contract: accounts.getAccount,
    query: ["quota"],
  },
  {
    name: "list_mailboxes",
    title: "List folders",
    description: "List the folders of an account, with their paths and special uses such as `\\Sent`.",
    scope: "mcp",
    contract: mailboxes.listMailboxes,
    query: ["counters"],
  },
  {
    name: "list_messages",
    title: "List messages of a folder",
    description:
      "List the messages of a folder, newest first, without their texts. `path` is a folder's path, or a special use such as `\\Sent`. Pass `nextPageCursor` of an answer as `cursor` to go on.",
    scope: "mcp",
    contract: messages.listMessages,
    query: ["path", "cursor", "page", "pageSize"],
  },
  {
    name: "search_messages",
    title: "Search in a folder",
    description:
      "Find messages of a folder by sender, recipient, subject, text, flags, dates or size. All given terms have to match. `\\All` as `path` searches everywhere on Gmail. Pass `nextPageCursor` of an answer as `cursor` to go on.",
    scope: "mcp",
    contract: messages.searchMessages,
    query: ["path", "cursor", "page", "pageSize", "useOutlookSearch"],
    body: ["search"],
  },
  {
    name: "get_message",
    title: "Read a message",
    description:
      "Read a message: its headers, the list of its attachments, and its text as sanitised HTML of at most 32768 characters. Where `text.hasMore` is true, get_message_text returns more. `markAsSeen` needs the permission to change messages.",
    scope: "mcp",
    contract: messages.getMessage,
    query: ["markAsSeen"],
    forced: { query: { ...WEB_SAFE, embedAttachedImages: false, maxBytes: 32_768 } },
    needs: { markAsSeen: { action: "write", group: "message" } },
  },
  {
    name: "get_message_text",
    title: "Read the text of a message",
    description:
      "Read the text of a message by its `text.id`, as sanitised HTML of at most 65536 characters; where `hasMore` is true, the rest is left out.",
    scope: "mcp",
    contract: messages.getText,
    forced: { query: { ...WEB_SAFE, maxBytes: 65_536 } },
  },
  {
    name: "get_attachment",
    title: "Read an attachment",
    description: "Return the content of an attachment of at most 1 MB. The id is that in the message.",
    scope: "mcp",
    contract: messages.getAttachment,
  },
  {
    name: "update_message",
    title: "Flag or label a message",
    description:
      "Change the flags of a message, such as `\\Seen` (read) or `\\Flagged`, and its labels where the account has labels.",
    scope: "mcp",
    contract: messages.updateMessage,
    body: ["flags", "labels"],
  },
  {
    name: "move_message",
    title: "Move a message",
    description: "Move a message to another folder. Its id changes; the answer has the new one.",
    scope: "mcp",
    contract: messages.moveMessage,
    body: ["path", "source"],
  },
  {
    name: "delete_message",
    title: "Delete a message",
    description:
      "Move a message to Trash; one that is there already, or with `force` any, is deleted for good. That can not be undone.",
    scope: "mcp",
    contract: messages.deleteMessage,
    query: ["force"],
  },
  {
    name: "create_draft",
    title: "Put a message into a folder",
    description:
      "Compose a message and put it into a folder, such as `\\Drafts`, without sending it. With `reference` it becomes a reply to a message, or forwards it.",
    scope: "mcp",
    contract: uploads.uploadMessage,
    body: ["path", "flags", "reference", "from", "to", "cc", "bcc", "subject", "text", "html", "attachments"],
  },
  {
    name: "send_message",
    title: "Send a message",
    description:
      "Compose a message and send it to real people, now or at `sendAt`. Confirm recipients and content with the user first. With `reference` it becomes a reply to a message, or forwards it.",
    scope: "mcp",
    contract: submissions.submit,
    body: [
      "reference",
      "from",
      "replyTo",
      "to",
      "cc",
      "bcc",
      "subject",
      "text",
      "html",
      "template",
      "render",
      "attachments",
      "sendAt",
    ],
    isOpenWorld: true,
  },
  {
    name: "get_outbox",
    title: "List messages waiting to be sent",
    description: "List the messages of all accounts that wait to be sent, are being sent, or failed.",
    scope: "mcp",
    contract: outbox.listOutbox,
    query: ["page", "pageSize"],
  },
  {
    name: "list_templates",
    title: "List templates",
    description: "List templates of messages: those that all accounts share, or with `account` also those of that one.",
    scope: "mcp",
    contract: templates.listTemplates,
    query: ["account", "page", "pageSize"],
    forced: { query: { includeShared: true } },
  },
];
