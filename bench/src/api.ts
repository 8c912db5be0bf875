import { join } from "node:path";
import { load } from "./load.ts";
import { perSecond, times } from "./numbers.ts";
import { startPeer } from "./peer.ts";
import { startPosthorn } from "./posthorn.ts";
import { cpuSeconds } from "./process-use.ts";
import type { Benchmark, Row } from "./row.ts";
import { sendingAccount } from "./small-mail.ts";

const CONNECTIONS = 16;
const BUDGET = 3000;

export const api: Benchmark = {
  name: "api",
  how: `${CONNECTIONS} connections ask for 4 s, after 1.5 s to warm up. Bare: a node:http server that answers a small object.`,
  async run(scope) {
    const posthorn = await startPosthorn(scope);
    await posthorn.api.call("POST", "/v1/account", sendingAccount("ada", 1));
    const bareFile = join(posthorn.dataDir, "bare");
    const bare = await startPeer<object, { url: string }>(scope, new URL("./peers/bare-http.ts", import.meta.url), [
      bareFile,
    ]);
    const asked = { connections: CONNECTIONS, token: posthorn.token };
    await load({ ...asked, url: bare.ready.url, seconds: 1.5 });
    const plain = await load({ ...asked, url: bare.ready.url, seconds: 4 });
    const rows: Row[] = [];
    for (const path of ["/v1/account/ada", "/v1/settings?webhooksEnabled=true&notifyText=true", "/v1/tokens"]) {
      const url = posthorn.url + path;
      await load({ ...asked, url, seconds: 1.5 });
      const before = await cpuSeconds(posthorn.pid);
      const result = await load({ ...asked, url, seconds: 4 });
      const after = await cpuSeconds(posthorn.pid);
      const used = before === null || after === null ? null : result.answered / (after - before);
      scope.say(`GET ${path}: ${perSecond(result.perSecond)}, ${used === null ? "?" : Math.round(used)} a CPU second`);
      rows.push({
        what: `GET ${path.split("?")[0]}${result.failed > 0 ? ` (${result.failed} failed)` : ""}`,
        ours: perSecond(result.perSecond),
        bare: perSecond(plain.perSecond),
        ratio: times(result.perSecond / plain.perSecond),
        budget: `≥ ${perSecond(BUDGET)}`,
        isMet: result.perSecond >= BUDGET,
      });
    }
    return rows;
  },
};
