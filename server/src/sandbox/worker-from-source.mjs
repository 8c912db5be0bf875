/** Node.js 20 starts no thread from TypeScript: this one learns to read it first. Not used by the built program. */
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
