/** Quota units per call (https://developers.google.com/workspace/gmail/api/reference/quota), by method without `gmail.users.`. */
const UNITS: Record<string, number> = {
  getProfile: 1,
  watch: 100,
  stop: 50,
  "drafts.create": 10,
  "drafts.delete": 10,
  "drafts.get": 5,
  "drafts.list": 5,
  "drafts.send": 100,
  "drafts.update": 15,
  "history.list": 2,
  "labels.create": 5,
  "labels.delete": 5,
  "labels.get": 1,
  "labels.list": 1,
  "labels.patch": 5,
  "labels.update": 5,
  "messages.attachments.get": 5,
  "messages.batchDelete": 50,
  "messages.batchModify": 50,
  "messages.delete": 10,
  "messages.get": 5,
  "messages.import": 25,
  "messages.insert": 25,
  "messages.list": 5,
  "messages.modify": 5,
  "messages.send": 100,
  "messages.trash": 5,
  "messages.untrash": 5,
  "settings.getLanguage": 1,
  "settings.sendAs.list": 1,
  "threads.get": 10,
  "threads.list": 10,
};

export function unitsOf(methodId: string): number {
  const units = UNITS[methodId.replace("gmail.users.", "")];
  if (units === undefined) throw new Error(`Nobody wrote down what ${methodId} costs`);
  return units;
}
