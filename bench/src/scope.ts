/** What a benchmark has started, and how all of it ends: last started, first ended. */
export interface Scope {
  defer(end: () => unknown): void;
  /** Tells who watches what goes on. */
  say(text: string): void;
}

/** The endings of scopes that are open. */
const open = new Set<() => Promise<void>>();

export async function withScope<T>(name: string, work: (scope: Scope) => Promise<T>): Promise<T> {
  const ends: (() => unknown)[] = [];
  // Once only: an interruption and the failure it causes both wait for the same ending.
  let ending: Promise<void> | null = null;
  const end = () => (ending ??= endAll(ends));
  open.add(end);
  try {
    return await work({
      defer(one) {
        // What was still being started when the end began.
        if (ending === null) ends.push(one);
        else ending = ending.then(() => endAll([one]));
      },
      say: (text) => void process.stderr.write(`  ${name}: ${text}\n`),
    });
  } finally {
    await end();
    open.delete(end);
  }
}

/** Ends everything that is open, so that an interrupted run leaves no process behind. */
export async function endScopes(): Promise<void> {
  await Promise.all([...open].map((end) => end()));
}

async function endAll(ends: (() => unknown)[]): Promise<void> {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    try {
      await end();
    } catch (error) {
      process.stderr.write(`  could not clean up: ${String(error)}\n`);
    }
  }
}
