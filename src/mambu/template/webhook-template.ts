import type { BodyFormat } from '../../process/task.ts'

/** A payload to paste into a Mambu webhook. */
export interface WebhookTemplate {
  readonly format: BodyFormat
  /** What to choose as content type in Mambu. */
  readonly contentType: 'application/json' | 'application/xml' | 'text/plain'
  readonly text: string
  /** What somebody must know before pasting it: fields without a placeholder, placeholders out of quotes. */
  readonly notes: readonly TemplateNote[]
}

export interface TemplateNote {
  /** JSON Pointer of the field in the data of the task. */
  readonly path: string
  readonly message: string
}

/** The text of a payload and what there is to say about it, as a writer of one format gives it. */
export type WrittenTemplate = Pick<WebhookTemplate, 'text' | 'notes'>
