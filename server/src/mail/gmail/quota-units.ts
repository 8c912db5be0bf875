/**
 * What each call costs of the quota (https://developers.google.com/workspace/gmail/api/reference/quota). A user has 250
 * units a second on average, an application 1,200,000 a minute.
 */
export const QUOTA_UNITS = {
  getProfile: 1,
  watch: 100,
  stop: 50,
  "drafts.list": 5,
  "drafts.send": 100,
  "history.list": 2,
  "labels.create": 5,
  "labels.delete": 5,
  "labels.get": 1,
  "labels.list": 1,
  "labels.patch": 5,
  "messages.attachments.get": 5,
  "messages.batchModify": 50,
  "messages.get": 5,
  "messages.insert": 25,
  "messages.list": 5,
  "messages.modify": 5,
  "messages.send": 100,
  "messages.trash": 5,
  "settings.getLanguage": 1,
  "settings.sendAs.list": 1,
  "threads.get": 10,
  "threads.list": 10,
} as const;

export type GmailMethod = keyof typeof QUOTA_UNITS;
