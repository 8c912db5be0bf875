import Handlebars from "handlebars";
import { formatDate } from "./format-date.ts";

/** A helper was given what it can't work with. */
export class HelperFault extends Error {
  readonly helper: string;
  readonly line: number;

  constructor(helper: string, line: number, reason: string, cause: unknown) {
    super(reason, { cause });
    this.helper = helper;
    this.line = line;
  }
}

/** What Handlebars adds to the arguments of a helper. */
interface HelperOptions {
  name: string;
  loc?: { start: { line: number } };
  fn?(context: unknown): string;
  inverse?(context: unknown): string;
}

type Helper = (this: unknown, ...parameters: unknown[]) => unknown;

/** A block that asks something; written inline it is the answer, for use within another helper. */
const question = (answer: (values: unknown[]) => boolean): Helper =>
  function (...parameters) {
    const { fn, inverse } = parameters.at(-1) as HelperOptions;
    const isTrue = answer(parameters.slice(0, -1));
    if (fn === undefined) return isTrue;
    return isTrue ? fn(this) : inverse?.(this);
  };

/** As `{{#if}}` sees it, for which an empty list is nothing. */
const isTruthy = (value: unknown) => Boolean(value) && !Handlebars.Utils.isEmpty(value);

/** NaN for what is no number. */
const numberOf = (value: unknown) =>
  typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;

// Loose on purpose: what came as "1" equals 1, as in SendGrid's templates.
// oxlint-disable-next-line eqeqeq
const isLooselyEqual = (a: unknown, b: unknown) => a == b;

/** What a template gives as text; other values say nothing there. */
const textOf = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");

const isMissing = (value: unknown) => value === undefined || value === null || value === "";

/** Those of SendGrid's templates, in addition to Handlebars' own. */
const OURS: Record<string, Helper> = {
  equals: question(([a, b]) => isLooselyEqual(a, b)),
  notEquals: question(([a, b]) => !isLooselyEqual(a, b)),
  greaterThan: question(([a, b]) => numberOf(a) > numberOf(b)),
  lessThan: question(([a, b]) => numberOf(a) < numberOf(b)),
  and: question((values) => values.length > 0 && values.every(isTruthy)),
  or: question((values) => values.some(isTruthy)),
  insert: (...parameters) => {
    const [value, preset] = parameters.slice(0, -1);
    return isMissing(value) ? textOf(preset).replace(/^default=/, "") : value;
  },
  length: (...parameters) => {
    const [value] = parameters.slice(0, -1);
    return Array.isArray(value) || typeof value === "string" ? value.length : 0;
  },
  formatDate: (...parameters) => {
    const [time, format, offset] = parameters.slice(0, -1);
    return isMissing(time) ? "" : formatDate(time, textOf(format), offset);
  },
};

/** Handlebars' own, as far as they have no say outside of the template: `log` says nothing. */
const THEIRS: Record<string, Helper> = {
  ...pick(Handlebars.helpers as Record<string, Helper>, ["each", "if", "lookup", "unless", "with"]),
  log: () => undefined,
};

function pick(helpers: Record<string, Helper>, names: string[]): Record<string, Helper> {
  return Object.fromEntries(names.map((name) => [name, helpers[name] as Helper]));
}

/** Every helper that a template has, by name. What one throws is a HelperFault, save where the stack is exhausted. */
export const HELPERS: Readonly<Record<string, Helper>> = Object.fromEntries(
  Object.entries({ ...THEIRS, ...OURS }).map(([name, helper]) => [name, withFaultsTold(name, helper)]),
);

function withFaultsTold(name: string, helper: Helper): Helper {
  return function (...parameters) {
    try {
      return helper.apply(this, parameters);
    } catch (error) {
      if (error instanceof HelperFault || error instanceof RangeError) throw error;
      const { loc } = parameters.at(-1) as HelperOptions;
      throw new HelperFault(name, loc?.start.line ?? 1, error instanceof Error ? error.message : String(error), error);
    }
  };
}
