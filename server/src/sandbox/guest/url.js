/** `URL` and `URLSearchParams` (WHATWG URL). Reading and writing addresses is the host's; what is here holds their state. */
(function (host) {
  "use strict";
  const { parse, stringify } = JSON;
  const text = String;
  const optional = (value) => (value === undefined ? undefined : text(value));

  class URLSearchParams {
    #pairs = [];
    #changed;

    constructor(init = "", changed) {
      this.#changed = changed;
      if (init === null || (typeof init !== "object" && typeof init !== "function"))
        this.#pairs = parse(host("parseQuery", text(init)));
      else if (typeof init[Symbol.iterator] === "function")
        for (const pair of init) {
          const [name, value, ...more] = pair;
          if (value === undefined || more.length > 0) throw new TypeError("Each pair is a name and a value");
          this.#pairs.push([text(name), text(value)]);
        }
      else for (const name of Object.keys(init)) this.#pairs.push([name, text(init[name])]);
    }

    /** For the address that these belong to, when that changed. */
    static reread(params, search) {
      params.#pairs = parse(host("parseQuery", search));
    }

    #write(pairs) {
      this.#pairs = pairs;
      this.#changed?.(this.toString());
    }

    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      this.#write([...this.#pairs, [text(name), text(value)]]);
    }
    delete(name, value) {
      this.#write(
        this.#pairs.filter(([other, its]) => other !== text(name) || (value !== undefined && its !== text(value))),
      );
    }
    get(name) {
      return this.#pairs.find(([other]) => other === text(name))?.[1] ?? null;
    }
    getAll(name) {
      return this.#pairs.filter(([other]) => other === text(name)).map(([, value]) => value);
    }
    has(name, value) {
      return this.#pairs.some(([other, its]) => other === text(name) && (value === undefined || its === text(value)));
    }
    set(name, value) {
      const first = this.#pairs.findIndex(([other]) => other === text(name));
      if (first === -1) return this.append(name, value);
      const pair = [text(name), text(value)];
      this.#write(this.#pairs.flatMap((other, at) => (at === first ? [pair] : other[0] === pair[0] ? [] : [other])));
    }
    sort() {
      this.#write([...this.#pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    }
    forEach(callback, self) {
      for (const [name, value] of this) callback.call(self, value, name, this);
    }
    *entries() {
      for (let at = 0; at < this.#pairs.length; at++) yield [...this.#pairs[at]];
    }
    *keys() {
      for (const [name] of this) yield name;
    }
    *values() {
      for (const [, value] of this) yield value;
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    toString() {
      return host("formatQuery", stringify(this.#pairs));
    }
  }
  const { reread } = URLSearchParams;
  delete URLSearchParams.reread;

  class URL {
    #parts;
    #params;

    constructor(url, base) {
      const parts = host("parseUrl", text(url), optional(base));
      if (parts === undefined) throw new TypeError(`Invalid URL: ${text(url)}`);
      this.#parts = parse(parts);
    }

    static canParse(url, base) {
      return host("parseUrl", text(url), optional(base)) !== undefined;
    }
    static parse(url, base) {
      return URL.canParse(url, base) ? new URL(url, base) : null;
    }

    static {
      const change = (url, name, value) => {
        const parts = host("changeUrl", url.#parts.href, name, text(value));
        if (parts === undefined) throw new TypeError(`Invalid URL: ${text(value)}`);
        url.#parts = parse(parts);
      };
      for (const name of "href protocol username password host hostname port pathname search hash".split(" "))
        Object.defineProperty(URL.prototype, name, {
          get() {
            return this.#parts[name];
          },
          set(value) {
            change(this, name, value);
            if (this.#params) reread(this.#params, this.#parts.search);
          },
          configurable: true,
          enumerable: true,
        });
      Object.defineProperty(URL.prototype, "searchParams", {
        get() {
          return (this.#params ??= new URLSearchParams(this.#parts.search, (query) => change(this, "search", query)));
        },
        configurable: true,
        enumerable: true,
      });
    }

    get origin() {
      return this.#parts.origin;
    }
    toString() {
      return this.#parts.href;
    }
    toJSON() {
      return this.#parts.href;
    }
  }

  return { URL, URLSearchParams };
});
