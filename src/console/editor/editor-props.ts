import type { JsonSchema } from './json-schema.ts'
import type { TextProblem } from './problem.ts'

export interface EditorProps {
  /** What the text is, for a screen reader. */
  readonly label: string
  readonly value: string
  /** Undefined: only to be read. */
  readonly onChange?: (text: string) => void
  /** Ctrl or Cmd and Enter. */
  readonly onSubmit?: () => void
  /** `json` is coloured and checked while one types. */
  readonly language?: 'json' | 'text'
  /** What others found in this very text. */
  readonly problems?: readonly TextProblem[]
  /** Offers its fields and values while one types. */
  readonly schema?: JsonSchema | null
  /** px */
  readonly minHeight?: number
  readonly maxHeight?: number
  /** Puts the cursor there. */
  readonly goTo?: TextProblem | null
}
