/**
 * An agent, by the official client of the protocol. Each message names something that it does and its arguments; the answer is
 * `{ result }` or `{ error }`.
 */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const [url, token, mode] = process.argv.slice(2);
const client = new Client({ name: "e2e", version: "1.0.0" }, { versionNegotiation: { mode } });
const requestInit = { headers: { Authorization: `Bearer ${token}` } };

const steps = {
  async connect() {
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
    return { server: client.getServerVersion(), instructions: client.getInstructions() };
  },
  listTools: () => client.listTools(),
  callTool: (params) => client.callTool(params),
  listResources: () => client.listResources(),
};

process.on("message", ({ step, params }) => {
  steps[step](params).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
