import type { BackendNotes, NoteWrite } from "../core/mail-backend.ts";

/** Notes in memory, committed when their owner says so. */
export class MemoryNotes implements BackendNotes {
  readonly kept = new Map<string, Uint8Array>();

  async read(prefix: string) {
    return new Map([...this.kept].filter(([key]) => key.startsWith(prefix)));
  }

  async write(notes: NoteWrite[]) {
    this.commit(notes);
  }

  commit(notes: readonly NoteWrite[]) {
    for (const { key, value } of notes)
      if (value === null) this.kept.delete(key);
      else this.kept.set(key, Uint8Array.from(value));
  }

  get bytes() {
    return [...this.kept.values()].reduce((sum, { length }) => sum + length, 0);
  }
}
