import { StartnodeError } from './startnode-error.ts'

/** The namespace has no settings, or they were ended: nothing to read or change yet. */
export class SettingsMissingError extends StartnodeError {
  constructor(message?: string) {
    super('settings_missing', message)
  }
}
