import { serve } from "./serve.ts";

// What is written is for nobody else on this machine.
process.umask(0o077);
process.exit(await serve(process.env, process.argv.slice(2)));
