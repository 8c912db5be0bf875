import { runCommandLine } from "./command-line.ts";

// What is written is for nobody else on this machine.
process.umask(0o077);

// Whoever reads may have seen enough, as head(1) has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(1);
  throw error;
});

const code = await runCommandLine(process.env, process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
// What was written to a pipe has to leave first.
process.stdout.write("", () => process.exit(code));
