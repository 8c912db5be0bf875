/** When a server took a message in, in epoch milliseconds; nothing where it tells no time that makes sense. */
export function arrivalOf(time: Date | string | number | null | undefined): { arrivedAt?: number } {
  const arrivedAt = new Date(time ?? Number.NaN).getTime();
  return Number.isNaN(arrivedAt) ? {} : { arrivedAt };
}
