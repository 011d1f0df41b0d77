import { StartnodeError } from './startnode-error.ts'

/** The settings refused a change for good; the message says why. */
export class SettingsRefusedError extends StartnodeError {
  constructor(message: string, cause?: unknown) {
    super('settings_refused', message, { cause })
  }
}
