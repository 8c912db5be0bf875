import { serve } from "./serve.ts";

process.exit(await serve(process.env, process.argv.slice(2)));
