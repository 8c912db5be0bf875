import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./root.mjs";

/**
 * Runs a program to its end and returns `{ code, output }`. The output is collected, or shown as it
 * comes with `show: true`. It never rejects: a program that cannot be started ends with code 127.
 */
export function runCommand(program, args, { show = false, cwd = root, env = process.env, ...rest } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: show ? "inherit" : ["ignore", "pipe", "pipe"], ...rest });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code, signal) => resolve({ code: code ?? (signal ? 1 : 0), output }));
  });
}

/** npm by the way it was called, since it may not be on the PATH of the process it started. */
export const npm = (args, options) =>
  process.env.npm_execpath?.endsWith("npm-cli.js")
    ? runCommand(process.execPath, [process.env.npm_execpath, ...args], options)
    : runCommand(process.platform === "win32" ? "npm.cmd" : "npm", args, {
        shell: process.platform === "win32",
        ...options,
      });

/** A JavaScript program of an installed package. Node runs it, so no shell and no PATH is involved. */
export const tool = (file, args, options) =>
  runCommand(process.execPath, [join(root, "node_modules", file), ...args], options);
