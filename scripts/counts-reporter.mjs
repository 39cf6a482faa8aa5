import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * Writes what scripts/steps.mjs adds up: each test counts once, and so does each file, suite hook or stray rejection
 * that failed outside a test.
 */
export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] }
    for (const module of modules) {
      counts.failed += failuresOutsideTests(module)
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') counts.passed++
        else if (result.state === 'failed') counts.failed++
        else {
          const file = relative(process.cwd(), module.moduleId)
          const reason = result.note ?? test.options.mode ?? 'not run'
          counts.skipped.push({ name: test.fullName, file, reason })
        }
      }
    }
    writeFileSync(process.env.BERTH_COUNTS_FILE, JSON.stringify(counts))
  }
}

function failuresOutsideTests(module) {
  let failures = module.errors().length > 0 ? 1 : 0
  for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failures++
  return failures
}
