import { NavLink } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { Icon } from '../parts/icon.tsx'
import classes from './navigation.module.css'
import { PLACES } from './places.ts'

export function Navigation({ onGo }: { onGo: () => void }) {
  const [location] = useLocation()
  return PLACES.map(({ path, title, icon }) => {
    const isHere = location === path || location.startsWith(`${path}/`)
    return (
      <NavLink
        key={path}
        component={Link}
        href={path}
        label={title}
        leftSection={<Icon name={icon} />}
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
