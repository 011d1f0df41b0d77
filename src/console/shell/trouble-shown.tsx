import { Alert, Anchor } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { useNow } from './trouble.ts'

/** Stands above every page while something is wrong with the receiver itself; the page Now says it in its own list. */
export function TroubleShown() {
  const [location] = useLocation()
  const { trouble = [] } = useNow() ?? {}
  if (location === '/now') return null
  return trouble.map(({ text, link }) => (
    <Alert key={text.replace(/\d+/g, '')} color="red" role="alert" mb="md" maw={1280}>
      {text}.{' '}
      <Anchor component={Link} href={link ?? '/now'} size="sm">
        What to do
      </Anchor>
    </Alert>
  ))
}
