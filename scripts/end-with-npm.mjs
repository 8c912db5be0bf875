/**
 * npm runs a script through a shell, and a signal sent to npm ends npm and the shell but not what the
 * shell runs. Started by npm, we therefore take the loss of our parent for SIGTERM.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32") return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  watch.unref();
}
