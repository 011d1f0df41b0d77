import { Code } from '@mantine/core'

/** A sentence whose `commands` between backticks are shown as code. */
export function WithCode({ children }: { children: string }) {
  return children.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
      <Code key={index}>{part}</Code>
    ) : (
      part
    ),
  )
}
