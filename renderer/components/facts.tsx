import { Fragment, type ReactNode } from 'react'
import './facts.css'

export type Fact = readonly [label: string, value: ReactNode]

/** Names and values; those without a value are left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const known = facts.filter(
    ([, value]) => value !== undefined && value !== '' && value !== null && value !== false,
  )
  if (known.length === 0) return null
  return (
    <dl className="facts">
      {known.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
