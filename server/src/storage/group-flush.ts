import type { FileHandle } from "node:fs/promises";

/**
 * One flush for everyone who waits. A flush that is already running may have begun before the
 * caller's commit, so the caller waits for the next one.
 */
export class GroupFlush {
  readonly #file: FileHandle;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  flush(): Promise<void> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<void> {
    this.#next = null;
    const running = this.#file.datasync().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }
}
