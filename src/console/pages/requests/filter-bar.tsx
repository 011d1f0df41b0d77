import { Group, NativeSelect, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { useApi } from '../../api/use-api.ts'
import type { ProcessRow } from '../../api/views.ts'
import type { RequestFilter, ShownKind } from './request-filter.ts'

const KINDS = [
  { value: 'refused', label: 'Refused' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'all', label: 'All' },
]
const TESTS = [
  { value: '', label: 'too' },
  { value: 'false', label: 'left out' },
  { value: 'true', label: 'only' },
]
const TYPED_MS = 300
/** Two in a row of a narrow screen. */
const HALF = 'calc(50% - 6px)'

export function FilterBar({
  filter,
  onChange,
}: {
  filter: RequestFilter
  onChange: (filter: RequestFilter) => void
}) {
  const processes = useApi<{ processes: ProcessRow[] }>('/processes')
  const ids = processes.data?.processes.map(({ process }) => process) ?? []
  const known = filter.process === '' || ids.includes(filter.process) ? ids : [filter.process, ...ids]
  return (
    <Group align="flex-end" gap="sm">
      <Stack gap={2}>
        <Text size="sm" fw={600} id="requests-shown">
          Show
        </Text>
        <SegmentedControl
          aria-labelledby="requests-shown"
          data={KINDS}
          value={filter.show}
          onChange={(show) => onChange({ ...filter, show: show as ShownKind })}
        />
      </Stack>
      <NativeSelect
        w={{ base: '100%', xs: 180 }}
        label="Process"
        data={[{ value: '', label: 'all' }, ...known]}
        value={filter.process}
        onChange={(event) => onChange({ ...filter, process: event.currentTarget.value })}
      />
      <Typed
        label="URL of"
        placeholder="id or @alias"
        value={filter.addressed}
        onChange={(addressed) => onChange({ ...filter, addressed })}
      />
      <Typed
        label="Code"
        placeholder="any"
        value={filter.code}
        onChange={(code) => onChange({ ...filter, code })}
      />
      <Typed
        label="obj_id"
        placeholder="the whole"
        value={filter.taskId}
        onChange={(taskId) => onChange({ ...filter, taskId })}
      />
      <NativeSelect
        w={{ base: HALF, xs: 110 }}
        label="Tests"
        data={TESTS}
        value={filter.test}
        onChange={(event) =>
          onChange({ ...filter, test: event.currentTarget.value as RequestFilter['test'] })
        }
      />
    </Group>
  )
}

/** A text of the filter: in the URL once one has stopped to type. */
function Typed({
  label,
  placeholder,
  value,
  onChange,
}: {
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
}) {
  const [typed, setTyped] = useState(value)
  const [told, setTold] = useState(value)
  // Changed from outside, as by the back button
  if (told !== value) {
    setTold(value)
    setTyped(value)
  }
  const tell = useDebouncedCallback(onChange, TYPED_MS)
  return (
    <TextInput
      type="search"
      label={label}
      placeholder={placeholder}
      w={{ base: HALF, xs: 138 }}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value)
      }}
    />
  )
}
