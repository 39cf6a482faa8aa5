import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

/**
 * Writes what scripts/steps.mjs adds up: each test counts once, and so does each file, suite hook or stray rejection
 * that failed outside a test. Failures and tests that passed only when tried again are named with the first line of
 * what they said, so that the end of a long output tells them.
 */
export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: [], named: [] }
    const fail = (file, name, errors) => {
      counts.failed++
      counts.named.push({ word: 'FAILED', file, name, said: firstLine(errors) })
    }
    for (const error of unhandledErrors) fail('', 'outside of every test', [error])
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId)
      if (module.errors().length > 0) fail(file, 'the file', module.errors())
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) fail(file, suite.fullName, suite.errors())
      }
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') {
          counts.passed++
          // A test that passed at a second try carries what its first try said.
          if (result.errors?.length > 0) {
            counts.named.push({ word: 'TRIED AGAIN', file, name: test.fullName, said: firstLine(result.errors) })
          }
        } else if (result.state === 'failed') fail(file, test.fullName, result.errors)
        else {
          const reason = result.note ?? test.options.mode ?? 'not run'
          counts.skipped.push({ name: test.fullName, file, reason })
        }
      }
    }
    writeFileSync(process.env.BERTH_COUNTS_FILE, JSON.stringify(counts))
  }
}

function firstLine(errors) {
  return String(errors[0]?.message ?? 'no message').split('\n', 1)[0]
}
