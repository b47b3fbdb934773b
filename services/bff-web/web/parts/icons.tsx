import type { ReactNode } from 'react'

const Icon = ({ children }: { children: ReactNode }) => (
  <svg
    className="icon"
    viewBox="0 0 20 20"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {children}
  </svg>
)

export const icons = {
  today: (
    <Icon>
      <circle cx="10" cy="10" r="3.4" />
      <path d="M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1" />
    </Icon>
  ),
  funnel: (
    <Icon>
      <path d="M3 5h14M5.5 10h9M8 15h4" />
    </Icon>
  ),
  applications: (
    <Icon>
      <circle cx="10" cy="6.8" r="3" />
      <path d="M4 16.6c.7-3 3-4.4 6-4.4s5.3 1.4 6 4.4" />
    </Icon>
  ),
  openings: (
    <Icon>
      <rect x="3" y="6.5" width="14" height="9.5" rx="2" />
      <path d="M7.3 6.5V5.4c0-.9.7-1.6 1.6-1.6h2.2c.9 0 1.6.7 1.6 1.6v1.1M3 10.8h14" />
    </Icon>
  ),
  search: (
    <Icon>
      <circle cx="9" cy="9" r="5" />
      <path d="m13 13 3.5 3.5" />
    </Icon>
  ),
  help: (
    <Icon>
      <rect x="2.5" y="5" width="15" height="10" rx="2" />
      <path d="M5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M6.5 12h7" />
    </Icon>
  ),
  close: (
    <Icon>
      <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />
    </Icon>
  ),
  back: (
    <Icon>
      <path d="M12 4.5 6.5 10l5.5 5.5" />
    </Icon>
  ),
  forward: (
    <Icon>
      <path d="M8 4.5 13.5 10 8 15.5" />
    </Icon>
  ),
  clock: (
    <Icon>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.2l2.7 1.7" />
    </Icon>
  ),
  check: (
    <Icon>
      <circle cx="10" cy="10" r="7" />
      <path d="m7 10.2 2.1 2.1L13.2 8" />
    </Icon>
  ),
  warning: (
    <Icon>
      <path d="M10 3.3 2.8 16h14.4L10 3.3ZM10 8.3v3.6M10 14.1h.01" />
    </Icon>
  ),
  unplugged: (
    <Icon>
      <path d="m3 17 3-3M6.2 9.2l4.6 4.6-1.2 1.2a3.2 3.2 0 0 1-4.6-4.6l1.2-1.2ZM17 3l-3 3M13.8 10.8 9.2 6.2 10.4 5A3.2 3.2 0 0 1 15 9.6l-1.2 1.2Z" />
    </Icon>
  ),
  signOut: (
    <Icon>
      <path d="M12.5 6V4.5a1.5 1.5 0 0 0-1.5-1.5H5.5A1.5 1.5 0 0 0 4 4.5v11A1.5 1.5 0 0 0 5.5 17H11a1.5 1.5 0 0 0 1.5-1.5V14M8.5 10H17M14.5 7.5 17 10l-2.5 2.5" />
    </Icon>
  ),
}
