/** Statistics, thin over the library: what is asked of them by more than one. Pure. */
import { mean as meanOfAny, median as medianOfAny } from "simple-statistics";

export {
  coefficientOfVariation,
  linearRegression,
  probit,
  quantileSorted,
  sampleVariance,
  variance,
} from "simple-statistics";

/** The middle value: of an even number, the mean of the two in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  return values.length === 0 ? 0 : medianOfAny([...values]);
}

/** 0 of none. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : meanOfAny([...values]);
}
