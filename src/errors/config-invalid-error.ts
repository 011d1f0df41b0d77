import { StartnodeError } from './startnode-error.ts'

/** The environment can't be used; the message lists every problem at once, never a secret's value. */
export class ConfigInvalidError extends StartnodeError {
  constructor(problems: readonly { path: string; message: string }[]) {
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`)
    super('config_invalid', `The configuration is not valid:\n${lines.join('\n')}`, { problems })
  }
}
