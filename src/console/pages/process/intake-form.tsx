import { NativeSelect, NumberInput, SimpleGrid, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { explain, useChange } from '../../api/use-change.ts'
import type { ProcessDetails } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { useLack } from '../../shell/session-context.ts'

/** Who may send how much, and how the answers look. */
export function IntakeForm({ process: { process, intake } }: { process: ProcessDetails }) {
  const change = useChange()
  const isReadOnly = useLack('editor') !== null
  const [perSecond, setPerSecond] = useState<string | number>(intake.perSecond ?? '')
  const [sources, setSources] = useState(intake.sources.join('\n'))
  const [answerInvalid, setAnswerInvalid] = useState<string>(intake.answerInvalid ?? '')
  const [answers, setAnswers] = useState<string>(intake.answers)
  const [delay, setDelay] = useState<string | number>(intake.startDelayMs / 1_000)

  function save(event: FormEvent) {
    event.preventDefault()
    change.mutate({
      method: 'PATCH',
      path: pathOf('processes', process, 'intake'),
      body: {
        perSecond: perSecond === '' ? null : Number(perSecond),
        sources: sources.split(/[\s,]+/).filter((source) => source !== ''),
        answerInvalid: answerInvalid === '' ? null : answerInvalid,
        answers,
        startDelayMs: Math.round(Number(delay) * 1_000),
      },
      done: `The intake of ${process} is set`,
    })
  }

  return (
    <Card title="Intake">
      <form onSubmit={save} aria-label="Intake">
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <NumberInput
              label="Deliveries per second"
              description="Of one receiver; empty: no limit"
              min={0.001}
              max={1_000_000}
              value={perSecond}
              onChange={setPerSecond}
              readOnly={isReadOnly}
              hideControls
            />
            <NumberInput
              label="Start delay in seconds"
              description="Between acceptance and the task"
              min={0}
              max={31_536_000}
              value={delay}
              onChange={setDelay}
              readOnly={isReadOnly}
              hideControls
            />
            <NativeSelect
              label="A body that is wrong"
              data={[
                { value: '', label: 'as the code says' },
                { value: 'error', label: 'is answered with 4xx' },
                { value: 'ok', label: 'is answered with 200' },
              ]}
              description="It is kept in quarantine either way"
              value={answerInvalid}
              onChange={(event) => setAnswerInvalid(event.currentTarget.value)}
              disabled={isReadOnly}
            />
            <NativeSelect
              label="Business errors"
              data={[
                { value: 'http', label: 'as HTTP statuses' },
                { value: 'mpo', label: 'on HTTP 200, as MPO' },
              ]}
              description="For callers that know MPO"
              value={answers}
              onChange={(event) => setAnswers(event.currentTarget.value)}
              disabled={isReadOnly}
            />
          </SimpleGrid>
          <Textarea
            label="Who may call"
            description="Addresses or ranges like 10.0.0.0/8, one a line; empty: all"
            autosize
            minRows={1}
            value={sources}
            onChange={(event) => setSources(event.currentTarget.value)}
            readOnly={isReadOnly}
            error={change.error === null ? null : explain(change.error)}
          />
          <RoleButton
            needs="editor"
            type="submit"
            size="xs"
            loading={change.isPending}
            style={{ alignSelf: 'flex-end' }}
          >
            Save intake
          </RoleButton>
        </Stack>
      </form>
    </Card>
  )
}
