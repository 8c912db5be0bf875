/**
 * Holds a listening socket (descriptor 3) as systemd does for a service, and runs the built program on it. Each message asks
 * for a restart; the answer is what the program ended with, once the next one is there. Ends the program with itself.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";

const [program] = process.argv.slice(2);
const ON_SOCKET = 'LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"';

async function start() {
  const child = spawn("sh", ["-c", ON_SOCKET, "sh", process.execPath, program], {
    stdio: ["ignore", "inherit", "pipe", 3],
  });
  let text = "";
  await new Promise((resolve, reject) => {
    child.stderr.on("data", (data) => {
      text += data;
      if (text.includes("is listening on")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${text}`)));
  });
  return child;
}

async function end(child) {
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  return code;
}

let running = await start();
process.send("started");
async function restart() {
  const code = await end(running);
  running = await start();
  process.send(code);
}

process.on("message", () => void restart());
process.on("disconnect", () => void end(running).then(() => process.exit()));
