// Adds up what the runners counted. Usage: node summary.mjs <folder>, which holds
//   checks.txt      lines of `passed <name>` or `failed <name>`
//   tests.json      vitest's own report, and tests.exit, its exit code

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder] = process.argv.slice(2)
const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined)

const parts = [countTests(read('tests.json'), read('tests.exit')), countChecks(read('checks.txt') ?? '')]
const sum = (count) => parts.reduce((total, part) => total + part[count], 0)
const [ran, failed, skipped] = [parts[0].passed + parts[0].failed, sum('failed'), sum('skipped')]

if (ran === 0) console.log('No test ran.')
console.log(`${sum('passed')} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = ran === 0 || failed > 0 || skipped > 0 ? 1 : 0

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
