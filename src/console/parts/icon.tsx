/** The few icons of the console, drawn here: 24 by 24, in the colour of the text, silent to a screen reader. */
const PATHS = {
  menu: 'M5 12h.01M12 12h.01M19 12h.01',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'M5 12.5 10 17.5 19.5 7',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M19 5l-1.5 1.5M6.5 17.5 5 19',
  moon: 'M20 14.5A8 8 0 1 1 9.5 4a6.5 6.5 0 0 0 10.5 10.5',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c1-4 4-6 8-6s7 2 8 6',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  processes: 'M4 6h6v5H4zM14 13h6v5h-6zM10 8.5h4.5a2 2 0 0 1 2 2V13',
  tasks: 'M4 6.5l1.5 1.5 3-3M4 16.500l1.5 1.5 3-3M12 7h8M12 17h8',
  requests: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4',
  quarantine: 'M12 3l8 3v6c0 5-3.500 7.500-8 9-4.500-1.500-8-4-8-9V6zM12 8v5M12 16h.01',
  users:
    'M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7M2.500 20c.7-3.500 3-5.500 6.500-5.500s5.800 2 6.500 5.500M16 5.500a3.300 3.300 0 0 1 0 6.300M18 15c2 .7 3.200 2.500 3.700 5',
  alias: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17',
  variable: 'M8 4C5 4 7 11 4 12c3 1 1 8 4 8M16 4c3 0 1 7 4 8-3 1-1 8-4 8',
  audit: 'M12 7v5l3 2M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5a3 3 0 0 0 6 0h5',
  schedule: 'M4 6.500h16V20H4zM4 11h16M8 4v4M16 4v4M12 13.500v2.500l2 1',
  doctor: 'M3 12h4l3-8 4 16 3-8h4',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 21 21',
  eye: 'M2.5 12C5 7.500 8.500 5.500 12 5.500s7 2 9.500 6.500c-2.500 4.500-6 6.500-9.500 6.500S5 16.500 2.500 12M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  sort: 'M8 9l4-4 4 4M8 15l4 4 4-4',
  up: 'M7 14l5-5 5 5',
  down: 'M7 10l5 5 5-5',
  out: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
} as const

export type IconName = keyof typeof PATHS

/** @param size px, default 18 */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return <IconPath path={PATHS[name]} size={size} strokeWidth={name === 'menu' ? 3 : 1.8} />
}

/** An icon from its one path, for those that are drawn elsewhere. @param size px */
export function IconPath({ path, size, strokeWidth }: { path: string; size: number; strokeWidth: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  )
}
