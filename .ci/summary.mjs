// Adds up what the runners counted. Usage: node summary.mjs <folder>, which holds
//   checks.txt           lines of `passed <name>` or `failed <name>`
//   <suite>.tests.json   vitest's own report, and <suite>.tests.exit, its exit code

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder] = process.argv.slice(2)
const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined)

// A suite that wrote its exit code and no report has failed as a whole.
const suites = readdirSync(folder).flatMap((file) => /^(.*)\.tests\.exit$/.exec(file)?.[1] ?? [])
const tested = suites.map((suite) => countTests(read(`${suite}.tests.json`), read(`${suite}.tests.exit`)))
const parts = [...tested, countChecks(read('checks.txt') ?? '')]
const sum = (count) => parts.reduce((total, part) => total + part[count], 0)
const [failed, skipped] = [sum('failed'), sum('skipped')]
// One that ran no test is no proof either.
const idle = tested.length === 0 || tested.some((suite) => suite.passed + suite.failed === 0)

if (idle) console.log('A suite ran no test.')
console.log(`${sum('passed')} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = idle || failed > 0 || skipped > 0 ? 1 : 0

function countTests(report, exit = '') {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(report)
  // A file that could not be loaded has failed, but counts no test.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length
  const counted = numFailedTests + brokenFiles
  const failedOtherwise = exit.trim() !== '0' && counted === 0 ? 1 : 0
  return { passed: numPassedTests, failed: counted + failedOtherwise, skipped: numPendingTests + numTodoTests }
}

function countChecks(lines) {
  const count = (outcome) => lines.split('\n').filter((line) => line.startsWith(`${outcome} `)).length
  return { passed: count('passed'), failed: count('failed'), skipped: 0 }
}
