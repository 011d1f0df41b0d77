import type { AcceptedUrl } from '../settings/snapshot.ts'

/** Whom a direct URL opens. */
export interface AuthorizedUrl {
  /** Whose tasks may be started. */
  readonly process: string
  /** What the URL names: the process id, or `@alias`. Task ids are hashed over it. */
  readonly addressed: string
  /** Set: the path is one of the otherwise accepted ones, so its use is counted. */
  readonly accepted: AcceptedUrl | null
}
