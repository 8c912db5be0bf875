/** What a benchmark has started, and how all of it ends: last started, first ended. */
export interface Scope {
  defer(end: () => unknown): void;
  /** Tells who watches what goes on. */
  say(text: string): void;
}

const open = new Set<(() => unknown)[]>();

export async function withScope<T>(name: string, work: (scope: Scope) => Promise<T>): Promise<T> {
  const ends: (() => unknown)[] = [];
  open.add(ends);
  try {
    return await work({
      defer: (end) => void ends.push(end),
      say: (text) => void process.stderr.write(`  ${name}: ${text}\n`),
    });
  } finally {
    await endAll(ends);
    open.delete(ends);
  }
}

/** Ends everything that is open, so that an interrupted run leaves no process behind. */
export async function endScopes(): Promise<void> {
  await Promise.all([...open].map(endAll));
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
