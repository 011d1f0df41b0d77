import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { useApi } from '../../api/use-api.ts'
import type { ProcessRow } from '../../api/views.ts'
import { Icon } from '../../parts/icon.tsx'
import { MoreFilters } from './more-filters.tsx'
import { isFiltered, SINCE, TASK_STATES, type TaskFilter, usesMore } from './task-filter.ts'

const NONE = {
  text: '',
  state: '',
  outcome: '',
  cause: '',
  node: '',
  since: '',
  from: '',
  before: '',
  ended: '',
} as const

/** @param nodes titles to choose among; others may be typed @param only the page is about one process */
export function FilterBar({
  filter,
  nodes,
  only,
  onChange,
  views,
}: {
  filter: TaskFilter
  nodes: readonly string[]
  only: boolean
  onChange: (to: Partial<TaskFilter>) => void
  views: ReactNode
}) {
  const listId = useId()
  const [opened, setOpened] = useState(false)
  const processes = useApi<{ processes: ProcessRow[] }>(only ? null : '/processes')
  const cleared =
    isFiltered(filter) || (!only && filter.process !== '')
      ? { ...NONE, ...(only ? {} : { process: '' }) }
      : null
  const ids = processes.data?.processes.map(({ process }) => process) ?? []
  const more = opened || usesMore(filter)
  return (
    <Group align="flex-end" gap="sm" role="search" aria-label="Find tasks">
      <TextInput
        type="search"
        label="Find"
        placeholder="Ref, obj_id, loan=LN-1 ..."
        title="A ref or its beginning, an obj_id, a workflow id, or a data field of the process as name=value"
        leftSection={<Icon name="search" size={16} />}
        value={filter.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
        w={{ base: '100%', xs: 230 }}
      />
      {!only && (
        <NativeSelect
          label="Process"
          data={[
            { value: '', label: 'all' },
            ...new Set(filter.process === '' ? ids : [...ids, filter.process]),
          ]}
          value={filter.process}
          onChange={(event) => onChange({ process: event.currentTarget.value, node: '' })}
        />
      )}
      <NativeSelect
        label="State"
        data={[
          { value: '', label: 'all' },
          ...Object.entries(TASK_STATES).map(([value, label]) => ({ value, label })),
        ]}
        value={filter.state}
        onChange={(event) => onChange({ state: event.currentTarget.value })}
      />
      <TextInput
        label="Waits at"
        placeholder="Any node"
        w={{ base: '100%', xs: 170 }}
        list={listId}
        value={filter.node}
        onChange={(event) => onChange({ node: event.currentTarget.value })}
      />
      <datalist id={listId}>
        {nodes.map((node) => (
          <option key={node} value={node} />
        ))}
      </datalist>
      <NativeSelect
        label="Started"
        data={[
          { value: '', label: 'any time' },
          ...Object.entries(SINCE).map(([value, { title }]) => ({ value, label: title })),
          { value: 'custom', label: 'between' },
        ]}
        value={filter.since}
        onChange={(event) => onChange({ since: event.currentTarget.value })}
      />
      {filter.since === 'custom' && (
        <>
          <TextInput
            type="datetime-local"
            label="From"
            value={filter.from}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            label="Before"
            value={filter.before}
            onChange={(event) => onChange({ before: event.currentTarget.value })}
          />
        </>
      )}
      {more ? (
        <MoreFilters filter={filter} opened={opened} onChange={onChange} />
      ) : (
        <Button variant="default" size="sm" onClick={() => setOpened(true)}>
          More filters
        </Button>
      )}
      {views}
      {cleared !== null && (
        <Button variant="subtle" size="sm" onClick={() => onChange(cleared)}>
          Clear
        </Button>
      )}
    </Group>
  )
}
