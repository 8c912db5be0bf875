/** Names the test in its message, for the case that a server on the way gives it another Message-ID. */
export const TEST_HEADER = "X-Posthorn-Delivery-Test";
