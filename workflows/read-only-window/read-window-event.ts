import type { SignalVerdict } from '../../src/workflows/nodes/index.ts'

/** What a window waits for. `by`: who said so; null: Mambu. */
export type WindowEvent = { readonly kind: 'ended' | 'begun'; readonly by: string | null }

const MAX_NAME = 128

/**
 * Judges a signal: a later webhook of the tenant (`delivery`), or a person who knows that Mambu takes writes (`resume`).
 *
 * @example
 * ```sh
 * temporal workflow signal -w read-only-window/r/acmebank --name resume --input '{"by":"bob"}'
 * ```
 */
export function readWindowEvent(payload: unknown, signal: string): SignalVerdict<WindowEvent> {
  if (typeof payload !== 'object' || payload === null) return { refused: 'it is not an object' }
  if (signal === 'resume') {
    const { by } = payload as { readonly by?: unknown }
    if (typeof by !== 'string' || by.trim() === '' || by.length > MAX_NAME)
      return { refused: "'by' does not say who resumes" }
    return { accepted: { kind: 'ended', by: by.trim() } }
  }
  const { data } = payload as { readonly data?: { readonly state?: unknown } | null }
  if (data?.state === 'READ_WRITE') return { accepted: { kind: 'ended', by: null } }
  if (data?.state === 'READ_ONLY') return { accepted: { kind: 'begun', by: null } }
  return { refused: 'its state is neither READ_ONLY nor READ_WRITE' }
}
