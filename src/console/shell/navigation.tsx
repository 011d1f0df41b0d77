import { Badge, NavLink } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { Icon } from '../parts/icon.tsx'
import classes from './navigation.module.css'
import { PLACES } from './places.ts'
import { useNow } from './trouble.ts'

export function Navigation({ onGo }: { onGo: () => void }) {
  const [location] = useLocation()
  const { needs = 0 } = useNow() ?? {}
  return PLACES.map(({ path, title, icon }) => {
    const isHere = location === path || location.startsWith(`${path}/`)
    return (
      <NavLink
        key={path}
        component={Link}
        href={path}
        label={title}
        leftSection={<Icon name={icon} />}
        rightSection={path === '/now' && needs > 0 ? <Needs count={needs} /> : undefined}
        active={isHere}
        aria-current={isHere ? 'page' : undefined}
        variant="filled"
        onClick={onGo}
        mb={2}
        className={classes.place ?? ''}
      />
    )
  })
}

function Needs({ count }: { count: number }) {
  return (
    <Badge size="sm" color="red" circle={count < 10} aria-label={`${count} need somebody`}>
      {count}
    </Badge>
  )
}
