import type { AcceptedUrl, DirectUrls } from '../api/views.ts'

/** What has a direct URL: a process or an alias. */
export interface Addressed {
  /** As the settings name it: `loan-approved` or `@loans`. */
  readonly on: string
  /** Path of its endpoints. */
  readonly base: string
  /** Null while it is off. */
  readonly urls: DirectUrls | null
  readonly accepted: readonly AcceptedUrl[]
}
