import type { BodyFormat } from '../../process/task.ts'

export interface FormatOptions {
  readonly json?: boolean
  readonly xml?: boolean
  readonly nvp?: boolean
}

/** The format of a direct URL that options ask for; null: none does. */
export function formatOf({ xml, nvp }: FormatOptions): BodyFormat | null {
  if (xml) return 'xml'
  return nvp ? 'nvp' : null
}
