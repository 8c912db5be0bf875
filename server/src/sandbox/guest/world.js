/**
 * What a function finds around it besides the language. This much is compiled for every call; the rest, which few calls
 * need, when it is asked for. `host` reaches out of the sandbox and is left in no global.
 */
(function (host) {
  "use strict";
  const { parse, stringify } = JSON;
  const { defineProperty } = Object;
  const parts = {};
  const part = (name) => (parts[name] ??= host("load", name)(host, part));

  function define(name, file) {
    const set = (value) => defineProperty(globalThis, name, { value, writable: true, configurable: true });
    defineProperty(globalThis, name, { get: () => part(file)[name], set, configurable: true });
  }
  define("logger", "telling");
  define("console", "telling");
  define("URL", "url");
  define("URLSearchParams", "url");
  define("fetch", "fetch");

  return {
    async run(fn, payload, env, needsValue) {
      let value;
      let json;
      try {
        globalThis.env = parse(env);
        value = await fn(parse(payload));
      } catch (error) {
        return part("telling").fail(error);
      }
      try {
        json = stringify(value);
        if (value && needsValue && json === undefined) return host("unfit", typeof value);
      } catch (error) {
        if (value && needsValue) return host("unfit", part("telling").textOf(error));
      }
      host("finish", !!value, json);
    },
    answer: (request, json) => part("fetch").answer(request, parse(json)),
  };
});
