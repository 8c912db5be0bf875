import type { BackendNotes, NoteWrite } from "../../core/mail-backend.ts";

/**
 * A watch's view of the notes: what is committed, overlaid by what it has told and what is not
 * confirmed yet. Gone with the watch, so that a new one starts from what was really committed.
 */
export interface NotesView {
  read(prefix: string): Promise<Map<string, Uint8Array>>;
  stage(writes: readonly NoteWrite[]): void;
  confirm(writes: readonly NoteWrite[]): void;
}

export function createNotesView(notes: BackendNotes): NotesView {
  const staged = new Map<string, NoteWrite>();
  const overlay = (found: Map<string, Uint8Array>, writes: Iterable<NoteWrite>, prefix: string) => {
    for (const { key, value } of writes) {
      if (!key.startsWith(prefix)) continue;
      if (value === null) found.delete(key);
      else found.set(key, value);
    }
  };
  return {
    async read(prefix) {
      // A batch may be confirmed while the notes are being read, so what was staged before counts too.
      const before = [...staged.values()];
      const found = new Map(await notes.read(prefix));
      overlay(found, before, prefix);
      overlay(found, staged.values(), prefix);
      return found;
    },
    stage(writes) {
      for (const write of writes) staged.set(write.key, write);
    },
    confirm(writes) {
      for (const write of writes) if (staged.get(write.key) === write) staged.delete(write.key);
    },
  };
}
