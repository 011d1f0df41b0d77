/** The dev server of this run (global-setup.ts). */
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string
  }
}

/** Address of the real Temporal server of this test run, e.g. `127.0.0.1:41233`. */
export function temporalAddress(): string {
  return inject('temporalAddress')
}
