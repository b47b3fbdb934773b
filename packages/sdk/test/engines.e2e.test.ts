import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EmptyProject } from './package/empty-project.ts'
import { importing } from './package/every-door.ts'
import { packedSdk } from './package/packed-sdk.ts'
import { doors } from './repository.ts'

/**
 * The oldest line that package.json promises, and the newest. Everything else runs under the one in between.
 * The conformance suite's door is left out: it is imported by vitest alone.
 */
test.each(['22.23', '26.10'])('every door can be imported under Node %s', async (version) => {
  await using project = await EmptyProject.create()
  await project.install(packedSdk(), `node@${version}`)
  const everyDoor = await project.write(
    'every-door.mjs',
    importing(doors().filter((door) => !door.endsWith('/testing/conformance'))),
  )
  const node = join(project.folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

  expect((await project.node(['--version'], { node })).output).toMatch(new RegExp(`^v${version}\\.`))
  expect(await project.node([everyDoor], { node })).toEqual({ code: 0, output: '' })
})
