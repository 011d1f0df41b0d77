import { StartnodeError } from './startnode-error.ts'

/** Others changed the settings each time this change was tried. */
export class SettingsChangedError extends StartnodeError {
  constructor(message?: string, cause?: unknown) {
    super('settings_changed', message, { cause })
  }
}
