import { readFileSync } from "node:fs";

/** A property by its OData type, such as `Edm.String` or `Collection(recipient)`. */
interface ModelProperty {
  type: string;
}

interface ModelType {
  baseType?: string;
  /** May have a `/$value`. */
  hasStream?: boolean;
  properties: Record<string, ModelProperty>;
  navigation?: Record<string, ModelProperty>;
}

interface ModelOperation {
  name: string;
  boundTo: string;
  parameters: Record<string, ModelProperty>;
  returns?: string;
}

interface Model {
  container: Record<string, { kind: "EntitySet" | "Singleton"; type: string }>;
  entityTypes: Record<string, ModelType>;
  complexTypes: Record<string, ModelType>;
  enumTypes: Record<string, { members: Record<string, number> }>;
  actions: ModelOperation[];
  functions: ModelOperation[];
}

const { container, entityTypes, complexTypes, enumTypes, actions, functions } = JSON.parse(
  readFileSync(new URL("../../definitions/graph-mail-model.json", import.meta.url), "utf8"),
) as Model;

const types: Record<string, ModelType | undefined> = { ...entityTypes, ...complexTypes };

/** What a path of the API leads to. */
export interface Target {
  /** The entity type, without `Collection(..)`. */
  type: string;
  isCollection: boolean;
  /** `$value` or `$count` at the end. */
  suffix?: "$value" | "$count";
  /** The action or function at the end. */
  operation?: ModelOperation;
  /** The path with `{id}` in place of keys: all requests of one call have the same. */
  template: string;
}

const elementOf = (type: string) => /^Collection\((.*)\)$/.exec(type)?.[1];

/** What these segments lead to; undefined where the model has no such path. */
export function resolvePath(segments: readonly string[]): Target | undefined {
  const [first = "", ...rest] = segments;
  const root = container[first];
  if (!root) return undefined;
  let target: Target = { type: root.type, isCollection: root.kind === "EntitySet", template: `/${first}` };
  for (const segment of rest) {
    const next = target.suffix === undefined && target.operation === undefined ? step(target, segment) : undefined;
    if (!next) return undefined;
    target = next;
  }
  return target;
}

function step({ type, isCollection, template }: Target, segment: string): Target | undefined {
  const named = `${template}/${segment}`;
  const boundTo = isCollection ? `Collection(${type})` : type;
  const operation = [...actions, ...functions].find(
    ({ name, boundTo: owner }) =>
      name === segment && (owner === boundTo || (!isCollection && ancestorsOf(type).includes(owner))),
  );
  if (operation) {
    const element = elementOf(operation.returns ?? "");
    return {
      type: element ?? operation.returns ?? type,
      isCollection: element !== undefined,
      operation,
      template: named,
    };
  }
  if (isCollection)
    return segment === "$count"
      ? { type, isCollection, suffix: segment, template: named }
      : { type, isCollection: false, template: `${template}/{id}` };
  if (segment === "$value")
    return familyOf(type).some((name) => types[name]?.hasStream) || type === "attachment"
      ? { type, isCollection, suffix: segment, template: named }
      : undefined;
  const way = memberOf(type, segment, "navigation");
  if (!way) return undefined;
  const element = elementOf(way.type);
  return { type: element ?? way.type, isCollection: element !== undefined, template: named };
}

/** A type and what it is derived from. */
function ancestorsOf(type: string): string[] {
  const base = types[type]?.baseType;
  return base === undefined ? [type] : [type, ...ancestorsOf(base)];
}

/** A type, what it is derived from, and what is derived from it. */
const familyOf = (type: string) => [
  ...ancestorsOf(type),
  ...Object.keys(types).filter((name) => name !== type && ancestorsOf(name).includes(type)),
];

function memberOf(
  type: string,
  name: string,
  of: "properties" | "navigation" | "any" = "any",
): ModelProperty | undefined {
  for (const ancestor of ancestorsOf(type)) {
    const { properties, navigation } = types[ancestor] ?? {};
    const found =
      (of === "navigation" ? undefined : own(properties, name)) ??
      (of === "properties" ? undefined : own(navigation, name));
    if (found) return found;
  }
  return undefined;
}

const own = (record: Record<string, ModelProperty> | undefined, name: string) =>
  record && Object.hasOwn(record, name) ? record[name] : undefined;

/** Why a property path such as `from/emailAddress/address` leads nowhere; empty where it leads somewhere. A derived type may be named in it. */
export function faultsOfPath(type: string, path: string): string[] {
  let at = type;
  for (const segment of path.split("/")) {
    const cast = /^microsoft\.graph\.(\w+)$/.exec(segment)?.[1];
    if (cast !== undefined) {
      if (!ancestorsOf(cast).includes(at)) return [`${cast} is no ${at}`];
      at = cast;
      continue;
    }
    const found = memberOf(at, segment);
    if (!found) return [`${at} has no ${segment}`];
    at = elementOf(found.type) ?? found.type;
  }
  return [];
}

/** What in a value is not as its type says. */
export function faultsOfValue(type: string, value: unknown, at: string): string[] {
  if (value === null || value === undefined) return [];
  const element = elementOf(type);
  if (element !== undefined)
    return Array.isArray(value)
      ? value.flatMap((item, index) => faultsOfValue(element, item, `${at}[${index}]`))
      : [`${at} is no list`];
  const known = types[type];
  if (known) return faultsOfObject(type, value, at);
  const members = enumTypes[type]?.members;
  if (members && typeof value === "string" && Object.hasOwn(members, value)) return [];
  return !members && fitsPrimitive(type, value) ? [] : [`${at}: ${JSON.stringify(value)} is no ${type}`];
}

function faultsOfObject(type: string, value: unknown, at: string): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no ${type}`];
  const stated = (value as Record<string, unknown>)["@odata.type"];
  const derived = typeof stated === "string" ? stated.replace(/^#microsoft\.graph\./, "") : type;
  if (!ancestorsOf(derived).includes(type)) return [`${at}: ${derived} is no ${type}`];
  return Object.entries(value).flatMap(([name, held]) => {
    if (name.includes("@")) return [];
    const property = memberOf(derived, name);
    return property ? faultsOfValue(property.type, held, `${at}.${name}`) : [`${at}: ${derived} has no ${name}`];
  });
}

/** What in the body of an action is none of its parameters. Their first letter may be a small one. */
export function faultsOfParameters({ name, parameters }: ModelOperation, body: Record<string, unknown>): string[] {
  const known = new Map(Object.entries(parameters).map(([key, { type }]) => [key.toLowerCase(), type]));
  return Object.entries(body).flatMap(([key, value]) => {
    const type = known.get(key.toLowerCase());
    return type === undefined ? [`${name} has no parameter ${key}`] : faultsOfValue(type, value, `${name}.${key}`);
  });
}

const NUMBERS = new Set(["Edm.Int32", "Edm.Int64", "Edm.Double"]);

function fitsPrimitive(type: string, value: unknown): boolean {
  if (type === "Edm.Boolean") return typeof value === "boolean";
  if (NUMBERS.has(type)) return typeof value === "number";
  if (typeof value !== "string") return false;
  if (type === "Edm.DateTimeOffset") return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
  if (type === "Edm.Binary") return /^[A-Za-z0-9+/]*={0,2}$/.test(value);
  return true;
}
