import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fetched } from './fetched.ts'
import { runTool } from './run-tool.ts'

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1'

/** The jars of these artifacts, `group:artifact:version`, with all that they need, from Maven Central. */
export const jars = (name: string, artifacts: readonly string[]): Promise<string> =>
  fetched(name, async (directory) => {
    const pom = join(directory, 'pom.xml')
    await writeFile(pom, project(artifacts))
    const output = [`-DoutputDirectory=${directory}`, '-DincludeScope=runtime']
    await runTool('mvn', ['-q', '-B', '-f', pom, `${plugin}:copy-dependencies`, ...output])
  })

/** One file of Maven Central, `group:artifact:version:type:classifier`, into a folder. */
export const download = async (artifact: string, directory: string): Promise<void> => {
  const pom = join(directory, 'pom.xml')
  await writeFile(pom, project([]))
  await runTool('mvn', [
    '-q',
    '-B',
    '-f',
    pom,
    `${plugin}:copy`,
    `-Dartifact=${artifact}`,
    `-DoutputDirectory=${directory}`,
  ])
}

const project = (artifacts: readonly string[]): string =>
  `
  <project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <groupId>baltra</groupId><artifactId>brokers</artifactId><version>1</version><packaging>pom</packaging>
    <dependencies>${artifacts.map(dependency).join('')}</dependencies>
  </project>`.trim()

const dependency = (artifact: string): string => {
  const [group, name, version] = artifact.split(':')
  return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`
}
