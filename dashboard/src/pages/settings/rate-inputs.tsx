import { NumberInput } from "@mantine/core";
import { without } from "../../without.ts";
import { texts } from "./texts.ts";

/** How fast and how much; what is absent has no limit. */
export interface Rates {
  perMinute?: number;
  perDay?: number;
  atOnce?: number;
}

const RATES = [
  { name: "perMinute", max: 100_000 },
  { name: "perDay", max: 100_000_000 },
  { name: "atOnce", max: 1000 },
] as const;

interface Props<R extends Rates> {
  rates: R;
  isReadOnly: boolean;
  onChange: (rates: R) => void;
}

/** A field for each rate. */
export function RateInputs<R extends Rates>({ rates, isReadOnly, onChange }: Props<R>) {
  return RATES.map(({ name, max }) => (
    <NumberInput
      key={name}
      label={texts.limits[name]}
      placeholder={texts.limits.noLimit}
      value={rates[name] ?? ""}
      min={1}
      max={max}
      allowDecimal={false}
      readOnly={isReadOnly}
      w={130}
      onChange={(next) => {
        onChange((next === "" ? without(rates, name) : { ...rates, [name]: Number(next) }) as R);
      }}
    />
  ));
}
