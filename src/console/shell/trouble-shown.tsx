import { Alert, Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { useTrouble } from './trouble.ts'

/** Stands above every page while something is wrong with the receiver itself. */
export function TroubleShown() {
  return useTrouble().map((text) => (
    <Alert key={text.replace(/\d+/g, '')} color="red" role="alert" mb="md" maw={1280}>
      {text}.{' '}
      <Anchor component={Link} href="/doctor" size="sm">
        What to do
      </Anchor>
    </Alert>
  ))
}
