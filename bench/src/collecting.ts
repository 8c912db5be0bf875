const COLLECTOR = [
  'import { setFlagsFromString } from "node:v8";',
  'import { runInNewContext } from "node:vm";',
  'setFlagsFromString("--expose-gc");',
  'const collect = runInNewContext("gc");',
  'process.on("SIGUSR2", () => { collect(); collect(); });',
].join("\n");
/** Lets SIGUSR2 collect the garbage of a process, so that what is measured is memory in use. */
export const collecting = `--import=data:text/javascript,${encodeURIComponent(COLLECTOR)}`;
