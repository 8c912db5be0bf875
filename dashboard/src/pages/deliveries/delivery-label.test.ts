import { expect, it } from "vitest";
import { deliveryLabel, whyOf } from "./delivery-label.ts";

it("says what became of a delivery, and why", () => {
  expect(deliveryLabel({ state: "delivered" })).toEqual({ type: "success", name: "Delivered" });
  const error = { message: "The receiver answered 503", statusCode: 503 };
  expect(whyOf({ state: "failed", error })).toBe(error.message);
  expect(whyOf({ state: "delivered", error })).toBeUndefined();
  expect(whyOf({ state: "dropped", error: { message: "filtered" } })).toBe("The filter did not let it pass.");
  expect(whyOf({ state: "dropped", error: { message: "somethingNew" } })).toBe("somethingNew");
});
