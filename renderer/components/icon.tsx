// The window's own icons: 24 by 24, drawn in lines of the text's colour. They say nothing by themselves: the words stand beside
// them or in the label of their button.
const PATHS = {
  home: 'M4 11.5 12 5l8 6.5V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20 20',
  album:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 14.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM6.5 12A5.5 5.5 0 0 1 12 6.5',
  artist:
    'M14.2 9.8 6 18.5l-1.5-.2-.2-1.5L13 8.6M13 8.6a3.6 3.6 0 1 1 1.6 1.5M13 8.6l1.6 1.5M17.5 14v6M15 20h5',
  song: 'M9 17.5V6l10-2v11.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  genre: 'M4 5h7.2l8.3 8.3a1.4 1.4 0 0 1 0 2l-4.7 4.7a1.4 1.4 0 0 1-2 0L4 11.6zM8 9h.01',
  playlist: 'M4 6h12M4 11h9M4 16h6M15 18.5V9.5l5 1.5M15 18.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
  folder:
    'M4 7a1.5 1.5 0 0 1 1.5-1.5h4L12 8h6.5A1.5 1.5 0 0 1 20 9.5V17a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17z',
  people:
    'M9 11.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3.5 19a5.5 5.5 0 0 1 11 0M15.5 5.8a3 3 0 0 1 0 5.4M17 14a5.5 5.5 0 0 1 3.5 5',
  you: 'M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 20a7 7 0 0 1 14 0',
  phone:
    'M8 3.5h8A1.5 1.5 0 0 1 17.5 5v14a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 19V5A1.5 1.5 0 0 1 8 3.5zM11 17.5h2',
  activity: 'M3.5 12.5H8l2.5-7 3.5 13 2.5-6h4',
  backup: 'M5 5.5h14v4H5zM6 9.5v8a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-8M10 13h4',
  door: 'M7 20.5V4.5l8-1v18l-8-1zM7 20.5H4M15 5.5h2.5v15H20M11.8 12h.01',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM9 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  doctor:
    'M12 20s-7.5-4.3-7.5-10A4.2 4.2 0 0 1 12 7.5 4.2 4.2 0 0 1 19.5 10c0 5.7-7.5 10-7.5 10zM5 12h4l1.5-2.5 2.5 5 1.5-2.5H19',
  play: 'M8 5.2v13.6a.6.6 0 0 0 .9.5l10.6-6.8a.6.6 0 0 0 0-1L8.9 4.7a.6.6 0 0 0-.9.5z',
  pause: 'M8.5 5v14M15.5 5v14',
  next: 'M6 5.8v12.4a.5.5 0 0 0 .8.4l8.4-6.2a.5.5 0 0 0 0-.8L6.8 5.4a.5.5 0 0 0-.8.4zM18 5v14',
  previous: 'M18 5.8v12.4a.5.5 0 0 1-.8.4l-8.4-6.2a.5.5 0 0 1 0-.8l8.4-6.2a.5.5 0 0 1 .8.4zM6 5v14',
  shuffle:
    'M4 7h3.5c4.5 0 4.5 10 9 10H20M4 17h3.5c1.5 0 2.5-1.1 3.3-2.6M13.2 9.6C14 8.1 15 7 16.5 7H20M17.5 4.5 20 7l-2.5 2.5M17.5 14.5 20 17l-2.5 2.5',
  repeat:
    'M5 11V9.5A2.5 2.5 0 0 1 7.5 7H19M16.5 4.5 19 7l-2.5 2.5M19 13v1.5a2.5 2.5 0 0 1-2.5 2.5H5M7.5 19.5 5 17l2.5-2.5',
  'repeat-one':
    'M5 11V9.5A2.5 2.5 0 0 1 7.5 7H19M16.5 4.5 19 7l-2.5 2.5M19 13v1.5a2.5 2.5 0 0 1-2.5 2.5H5M7.5 19.5 5 17l2.5-2.5M11.3 10.6l1.2-.8v4.6',
  volume: 'M4 9.5v5h3.2L12 18.5v-13L7.2 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  muted: 'M4 9.5v5h3.2L12 18.5v-13L7.2 9.5zM16 10l4 4M20 10l-4 4',
  queue: 'M4 6h16M4 11h16M4 16h8M16 14.2v5.1a.4.4 0 0 0 .6.3l4-2.5a.4.4 0 0 0 0-.7l-4-2.5a.4.4 0 0 0-.6.3z',
  add: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  check: 'M5 12.5 10 17.5 19.5 7',
  copy: 'M9 9h10v10.5H9zM15 9V4.5H5V15h4',
  edit: 'M5 19l1-4L16.5 4.5l3 3L9 18zM14.5 6.5l3 3',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v6M13.5 10.5v6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  up: 'M6 14.5 12 8.5l6 6',
  down: 'M6 9.5l6 6 6-6',
  left: 'M14.5 6l-6 6 6 6',
  right: 'M9.5 6l6 6-6 6',
  star: 'M12 4l2.4 5.2 5.6.7-4.1 3.9 1 5.7-4.9-2.8-4.9 2.8 1-5.7L4 9.9l5.6-.7z',
  heart: 'M12 19.5S4.5 15 4.5 9.5A4 4 0 0 1 12 7.3a4 4 0 0 1 7.5 2.2C19.5 15 12 19.5 12 19.5z',
  download: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 19.5h14',
  upload: 'M12 15.5V4.5M7.5 8.5 12 4l4.5 4.5M5 19.5h14',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15',
  lock: 'M6.5 11h11v8.5h-11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v1.5',
  unlock: 'M6.5 11h11v8.5h-11zM8.5 11V8a3.5 3.5 0 0 1 6.8-1.2M12 14.5v1.5',
  key: 'M9 16.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM13 12.5h7.5v3M17.5 12.5V15',
  shield: 'M12 3.8 19 6v5.5c0 4.3-3 7.2-7 8.7-4-1.5-7-4.4-7-8.7V6zM9 12l2.2 2.2L15.2 10',
  alert: 'M12 4.5 21 19.5H3zM12 10.5v4M12 17h.01',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11.5v4.5M12 8.2h.01',
  network: 'M12 18.5h.01M8.5 15a5 5 0 0 1 7 0M5.5 11.7a9.3 9.3 0 0 1 13 0M2.8 8.4a13.4 13.4 0 0 1 18.4 0',
  computer: 'M4 5.5h16v10.5H4zM9 19.5h6M12 16v3.5',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-.8.8M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l.8-.8',
  share: 'M12 14.5V4M8.2 7.6 12 3.8l3.8 3.8M7 10.5H5.2v9.3h13.6v-9.3H17',
  filter: 'M4 6h16l-6.2 7.2V19l-3.6-2v-3.8z',
  sort: 'M7.5 5v14M4.5 16l3 3 3-3M13 7h7M13 12h5M13 17h3',
  grid: 'M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z',
  list: 'M8.5 6H20M8.5 12H20M8.5 18H20M4.5 6h.01M4.5 12h.01M4.5 18h.01',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  out: 'M13.5 5H6v14h7.5M10.5 12h9M16.5 8.5 20 12l-3.5 3.5',
  drag: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01',
  qr: 'M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h2.5v2.5M19.5 13.5v6h-6',
  print: 'M7 9V4.5h10V9M7 16H4.5V9h15v7H17M7 13.5h10v6H7z',
} as const

export type IconName = keyof typeof PATHS

const SOLID: ReadonlySet<IconName> = new Set(['play'])
const HEAVY: ReadonlySet<IconName> = new Set(['more', 'drag', 'pause'])

interface IconProps {
  readonly name: IconName
  /** In pixels. */
  readonly size?: number
  readonly filled?: boolean
  readonly className?: string
}

export function Icon({ name, size = 20, filled = SOLID.has(name), className }: IconProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={HEAVY.has(name) ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className={className === undefined ? 'icon' : `icon ${className}`}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
