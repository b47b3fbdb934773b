import { existsSync, readFileSync } from 'node:fs'
import { typescriptModules } from '../../../../docs/code-fences.ts'
import { REPOSITORY } from '../repository.ts'
import type { EmptyProject } from './empty-project.ts'

/** Stands in for README.md where there is none. */
const FALLBACK = `
\`\`\`ts
import { systemClock, type Clock } from '@baltra/sdk'

const clock: Clock = systemClock
if (Number.isNaN(clock.now().getTime())) throw new Error('no time')
\`\`\`
`

/** Writes README's TypeScript blocks into a project, each as a module of its own, and answers their paths. */
export function writeReadmeExamples(project: EmptyProject): Promise<readonly string[]> {
  const readme = `${REPOSITORY}README.md`
  const markdown = existsSync(readme) ? readFileSync(readme, 'utf8') : FALLBACK
  return Promise.all(typescriptModules(markdown).map(({ line, source }) => project.write(`README.${line}.ts`, source)))
}
