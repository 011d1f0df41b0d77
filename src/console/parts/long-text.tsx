import { Button, Text, type TextProps } from '@mantine/core'
import { useState } from 'react'

/** Characters that are shown at once. */
const AT_ONCE = 600

/**
 * A text of others, however long: cut, with the whole on demand, and on its own in the direction of its writing.
 *
 * @param before what is said of it, in our words
 */
export function LongText({
  children,
  before = '',
  ...text
}: { children: string; before?: string } & Omit<TextProps, 'children'>) {
  const [whole, setWhole] = useState(false)
  const isLong = children.length > AT_ONCE + 100
  return (
    <Text size="sm" component="div" {...text} style={{ overflowWrap: 'anywhere' }}>
      {before}
      <bdi>{isLong && !whole ? `${cut(children)}…` : children}</bdi>
      {isLong && (
        <Button
          variant="subtle"
          size="compact-xs"
          ml={4}
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {whole ? 'Show less' : `Show all ${children.length.toLocaleString('en')} characters`}
        </Button>
      )}
    </Text>
  )
}

/** No half of a character at its end. */
function cut(text: string): string {
  const last = text.charCodeAt(AT_ONCE - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? AT_ONCE - 1 : AT_ONCE)
}
