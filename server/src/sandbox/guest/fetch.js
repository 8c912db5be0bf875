/** `fetch` (WHATWG Fetch), as far as texts go: no streams, no bytes. Redirects are told and not followed. */
(function (host, part) {
  "use strict";
  const { parse, stringify } = JSON;
  const text = String;
  const { URL, URLSearchParams } = part("url");
  const waiting = new Map();

  class Headers {
    #values;

    constructor(pairs) {
      this.#values = new Map();
      for (const [name, value] of pairs) {
        const key = name.toLowerCase();
        this.#values.set(key, this.#values.has(key) ? `${this.#values.get(key)}, ${value}` : value);
      }
    }

    get(name) {
      return this.#values.get(text(name).toLowerCase()) ?? null;
    }
    has(name) {
      return this.#values.has(text(name).toLowerCase());
    }
    forEach(callback, self) {
      for (const [name, value] of this) callback.call(self, value, name, this);
    }
    entries() {
      return this.#values.entries();
    }
    keys() {
      return this.#values.keys();
    }
    values() {
      return this.#values.values();
    }
    [Symbol.iterator]() {
      return this.entries();
    }
  }

  class Response {
    #body;
    #isUsed = false;

    constructor({ status, statusText, url, headers, body }) {
      this.#body = body;
      Object.assign(this, { status, statusText, url, headers: new Headers(headers), redirected: false });
    }

    get ok() {
      return this.status >= 200 && this.status < 300;
    }
    get bodyUsed() {
      return this.#isUsed;
    }
    async text() {
      if (this.#isUsed) throw new TypeError("The body has been read already");
      this.#isUsed = true;
      return this.#body;
    }
    async json() {
      return parse(await this.text());
    }
  }

  function headersOf(given) {
    if (given === undefined || given === null) return [];
    const pairs = typeof given[Symbol.iterator] === "function" ? [...given] : Object.entries(given);
    return pairs.map(([name, value]) => [text(name), text(value)]);
  }

  async function fetch(input, options) {
    const { method = "GET", headers, body, redirect } = options ?? {};
    const request = {
      url: new URL(input).href,
      method: text(method),
      headers: headersOf(headers),
      refusesRedirects: redirect === "error",
    };
    if (body !== undefined && body !== null) {
      request.body = text(body);
      if (!request.headers.some(([name]) => name.toLowerCase() === "content-type"))
        request.headers.push([
          "content-type",
          body instanceof URLSearchParams
            ? "application/x-www-form-urlencoded;charset=UTF-8"
            : "text/plain;charset=UTF-8",
        ]);
    }
    return new Response(
      await new Promise((resolve, reject) => waiting.set(host("request", stringify(request)), { resolve, reject })),
    );
  }

  function answer(request, told) {
    const { resolve, reject } = waiting.get(request);
    if (told.error === undefined) return resolve(told);
    const error = new TypeError(told.error);
    if (told.code !== undefined) error.code = told.code;
    reject(error);
  }

  return { fetch, answer };
});
