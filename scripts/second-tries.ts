import type { Reporter, TestCase, TestModule } from "vitest/node";

/**
 * Lists the tests that failed first and passed at their second try, with what the first try said: each of them is a fault, of
 * the test or of ours, that has to be found, though it fails no run.
 */
export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules.flatMap((module) => [...module.children.allTests()].filter(passedLate));
    for (const test of flaky) {
      const first = test.result().errors?.[0]?.message.split("\n")[0] ?? "";
      console.log(`passed at the second try: ${test.module.relativeModuleId} > ${test.fullName}: ${first}`);
    }
  }
}

const passedLate = (test: TestCase) => test.diagnostic()?.flaky === true;
