import { Alert, Button, Stack, Text } from '@mantine/core'
import { ApiError } from '../../api/api-error.ts'
import { ChunkError } from '../../chunks/chunk-error.ts'

/** What stands where something could not be shown: why, and what to do. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { title, advice } = explainFailure(error)
  return (
    <Alert color="red" role="alert" title={title} my="md">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        {advice !== null && <Text size="sm">{advice}</Text>}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

function explainFailure(error: Error): { title: string; advice: string | null } {
  if (error instanceof ChunkError) {
    return {
      title: 'A part of the console did not come',
      advice: 'The rest of it works: go on, or load it anew.',
    }
  }
  if (!(error instanceof ApiError)) return { title: 'This page has failed', advice: 'Reload it.' }
  const { status, code } = error
  if (status === 0) {
    return { title: 'The receiver is away', advice: 'It is asked again by itself, until it answers.' }
  }
  if (status === 401) return { title: 'You are not logged in', advice: null }
  if (status === 403) return { title: 'You may not see this', advice: 'Ask for a user with another role.' }
  if (status === 404)
    return { title: 'There is no such thing', advice: 'It may have been deleted or renamed.' }
  if (code === 'settings_missing') {
    return { title: 'There are no settings yet', advice: 'startnode setup creates them.' }
  }
  if (status === 503) {
    return { title: 'Temporal or a worker is away', advice: 'Webhooks are accepted all the same.' }
  }
  return { title: 'This could not be shown', advice: null }
}
