import { SegmentedControl, Stack, Text } from '@mantine/core'
import { useId } from 'react'

export type Format = 'json' | 'xml' | 'nvp'

const FORMATS = ['json', 'xml', 'nvp'] as const

export function TryFormat({ format, onFormat }: { format: Format; onFormat: (format: Format) => void }) {
  const id = useId()
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600} id={id}>
        Format
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        data={FORMATS.map((value) => ({ value, label: value.toUpperCase() }))}
        value={format}
        onChange={(to) => onFormat(to as Format)}
      />
    </Stack>
  )
}
