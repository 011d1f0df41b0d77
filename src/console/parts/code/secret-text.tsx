import { Code } from '@mantine/core'

/** A text of one line to be read to the last character, however long. */
export function SecretText({ children }: { children: string }) {
  return (
    <Code
      style={{
        overflowWrap: 'anywhere',
        whiteSpace: 'pre-wrap',
        fontSize: 12.5,
        display: 'inline-block',
        maxHeight: 240,
        overflow: 'auto',
        verticalAlign: 'middle',
      }}
    >
      {children}
    </Code>
  )
}
