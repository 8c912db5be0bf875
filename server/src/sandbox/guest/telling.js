/** `logger`, `console`, and what is told of an error, whatever was thrown. */
(function (host) {
  "use strict";
  const { stringify } = JSON;
  const text = String;

  function textOf(value) {
    if (typeof value === "string") return value;
    try {
      if (value instanceof Error) return `${value.name}: ${value.message}`;
      return stringify(value) ?? text(value);
    } catch {
      return "(something that can't be shown)";
    }
  }

  function fail(error) {
    let name = "";
    let message = "";
    let stack = "";
    try {
      if (error !== null && typeof error === "object" && typeof error.message === "string") {
        name = text(error.name);
        message = error.message;
        stack = text(error.stack);
      } else message = `It threw ${textOf(error)}`;
    } catch {
      message = "It threw something that can't be shown";
    }
    host("fail", name, message, stack);
  }

  const logger = {};
  for (const level of ["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    logger[level] = (value) => host("log", level, textOf(value));

  return { textOf, fail, logger, console: { ...logger, log: logger.info } };
});
