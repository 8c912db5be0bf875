import { refuse } from "@posthorn/fakes/imap/deeds";
import { startFakeImap } from "@posthorn/fakes/imap";
import { expect, it, onTestFinished } from "vitest";
import { openSession } from "./quirks/testing.ts";

it("is not found where the mailbox only holds others, and refused where it could be read", async () => {
  const server = await startFakeImap();
  const session = await openSession(server);
  onTestFinished(async () => {
    await session.close();
    await server.stop();
  });
  server.store.create("Level", { attributes: ["\\Noselect"] });
  server.store.create("Level/Below");
  server.on("SELECT", refuse("Mailbox doesn't exist"));
  const list = (path: string) => session.backend.listMessages(path, { page: 0, pageSize: 20 });
  await expect(list("Level")).rejects.toMatchObject({ kind: "not_found", code: "FolderNotFound" });
  await expect(list("Nowhere")).rejects.toMatchObject({ kind: "not_found", code: "FolderNotFound" });
  await expect(list("Level/Below")).rejects.toMatchObject({ kind: "refused", code: "IMAPRefused" });
});
