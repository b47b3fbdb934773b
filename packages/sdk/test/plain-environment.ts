/** The environment for child processes, without what npm, pnpm and vitest tell the processes that they start. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const isOurs = (name: string) =>
    !/^(?:npm_|pnpm_|vitest|node_options$|node_env$|dev$|prod$|test$|init_cwd$)/i.test(name)
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isOurs(name)))
}
