import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deleteTemplate, deleteTemplatesOfAccount, insertTemplate, lockTemplate, updateTemplate } from "./templates.ts";
import type { Db } from "./storage.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "./testing.ts";

describe.each(TEST_ENGINES)("templates on %s", (engine) => {
  let storage: TestStorage;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
    const more = { account: "ada", name: "Welcome", description: null, createdAt: 1 };
    await storage.transaction((tx) =>
      insertTemplate(tx, { id: "one", format: "html", content: { text: "1" }, ...more }),
    );
  });
  afterEach(() => storage.close());

  /** Where there is one writer, the other one has not begun; where there are several, it waits for the lock. */
  const othersWait = async () => {
    if (engine === "sqlite") return;
    const waiting = sql<{ waiting: string }>`
      select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    const count = async () => Number((await waiting.execute(storage.sql)).rows[0]?.waiting);
    await vi.waitFor(async () => expect(await count()).toBe(1), 30_000);
  };

  it.each<{ name: string; forget: (tx: Db) => Promise<unknown> }>([
    { name: "is deleted", forget: (tx) => deleteTemplate(tx, "one") },
    { name: "goes with its account", forget: (tx) => deleteTemplatesOfAccount(tx, "ada") },
  ])("leaves no version behind when it is changed while it $name", async ({ forget }) => {
    let forgetting: Promise<unknown> | undefined;
    await storage.transaction(async (tx) => {
      const known = await lockTemplate(tx, "one");
      if (!known) throw new Error("There is no template");
      forgetting ??= storage.transaction(forget);
      await othersWait();
      await updateTemplate(tx, known, { content: { text: "2" } }, 2);
    });
    await forgetting;
    expect(await storage.sql.selectFrom("templates").select("id").execute()).toEqual([]);
    expect(await storage.sql.selectFrom("templateVersions").select("version").execute()).toEqual([]);
  });
});
