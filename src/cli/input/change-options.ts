import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Config } from '../../config.ts'
import type { SecretChangeOptions } from '../../settings/settings-changes.ts'

/** What every command that changes the settings takes. */
export interface ChangeCommandOptions {
  readonly json?: boolean
  readonly actor?: string
}

/** Who changes the settings, and the keys that prove and seal it. */
export function changeOptions(
  config: Pick<Config, 'signingKeys' | 'encryption'>,
  { actor }: ChangeCommandOptions,
): SecretChangeOptions {
  return { actor: actor ?? cliActor(), keys: config.signingKeys, encryptionKeys: config.encryption.keys }
}

/** Who runs this command, as the audit says it. */
export function cliActor(): string {
  return `cli:${userInfo().username}`
}

/** Adds the options that all of them have. */
export function addChangeOptions(command: Command, json: string): Command {
  return command
    .option('--json', `print ${json}`)
    .option('--actor <name>', 'who does it, for the audit (default: cli:<user>)')
}
