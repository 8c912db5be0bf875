/** An address that connections may leave from. */
export interface FoundAddress {
  address: string;
  /** The network interface that has it; null for one that none names. */
  interface: string | null;
  /** The address that others see, where it is the same. */
  publicAddress: string | null;
  /** What DNS calls it. */
  name: string | null;
  /** Whether the system takes it by itself, for servers on the internet. */
  isDefault: boolean;
  /** Whether this machine has it. */
  isPresent: boolean;
}

/** Looks for the addresses of this machine, without those of its loopback interface, and for those of `wanted`. */
export type FindLocalAddresses = (wanted: readonly string[]) => Promise<FoundAddress[]>;
