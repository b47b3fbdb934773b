export interface SettingProblem {
  /** The variable; empty when the settings don't fit each other. */
  readonly variable: string
  readonly message: string
}

/** All that is wrong with the environment at once, by the variables' names. Their values are not in it. */
export class SettingsError extends Error {
  readonly code = 'config.invalid_settings'
  readonly problems: readonly SettingProblem[]

  constructor(problems: readonly SettingProblem[]) {
    const lines = problems.map(({ variable, message }) => `  ${variable === '' ? '' : `${variable} `}${message}`)
    super(`the environment lacks settings or has wrong ones:\n${lines.join('\n')}`)
    this.name = 'SettingsError'
    this.problems = problems
  }
}
