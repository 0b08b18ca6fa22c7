// Bars for days, drawn by hand: one for each day, or for each week where days would be too thin to see. Below it the same as a
// table, for whoever cannot see or use the bars.
import { Table } from '@mantine/core'
import { useState } from 'react'
import type { PlaysOfDay } from '../../../server/contract/plays.ts'
import { ACTIVITY } from '../../text/activity.ts'

const WORDS = ACTIVITY.plays
const DAY = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})
const SHORT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' })
/** In units of the drawing, which is stretched to the room there is. */
const WIDTH = 1000
const HEIGHT = 180
const MOST_BARS = 95
const DAYS_OF_WEEK = 7

interface Bar {
  readonly key: string
  readonly label: string
  readonly plays: number
}

export function DayChart({ plays }: { plays: readonly PlaysOfDay[] }) {
  const [shown, setShown] = useState<Bar>()
  const bars =
    plays.length > MOST_BARS ? weeksOf(plays) : plays.map(({ day, plays: count }) => barOf(day, count))
  const total = plays.reduce((sum, day) => sum + day.plays, 0)
  const most = bars.reduce((best, bar) => (bar.plays > best.plays ? bar : best))
  const top = niceTop(most.plays)
  const step = WIDTH / bars.length
  const summary = `${WORDS.total(total, plays.length)}, ${WORDS.most(most.plays, most.label)}`
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(3, (count / top) * HEIGHT))
  return (
    <figure className="chart">
      <figcaption className="chart-words">
        {shown ? WORDS.onDay(shown.label, shown.plays) : summary}
      </figcaption>
      <div className="chart-body">
        <div className="chart-scale" aria-hidden="true">
          <span>{top.toLocaleString()}</span>
          <span>{top >= 2 ? (top / 2).toLocaleString() : ''}</span>
          <span>0</span>
        </div>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={WORDS.chart(summary)}
          onPointerLeave={() => setShown(undefined)}
        >
          {[0, 0.5, 1].map((part) => (
            <line key={part} x1="0" x2={WIDTH} y1={part * HEIGHT} y2={part * HEIGHT} className="chart-line" />
          ))}
          {bars.map((bar, at) => (
            <g key={bar.key} onPointerEnter={() => setShown(bar)} data-shown={bar === shown || undefined}>
              <rect x={at * step} y="0" width={step} height={HEIGHT} className="chart-room" />
              <rect
                x={at * step + step * 0.14}
                y={HEIGHT - heightOf(bar.plays)}
                width={step * 0.72}
                height={heightOf(bar.plays)}
                className="chart-bar"
              />
            </g>
          ))}
        </svg>
      </div>
      <div className="chart-days" aria-hidden="true">
        <span>{shortDay(plays[0]?.day)}</span>
        <span>{shortDay(plays[Math.floor(plays.length / 2)]?.day)}</span>
        <span>{shortDay(plays.at(-1)?.day)}</span>
      </div>
      <details className="chart-table">
        <summary>{WORDS.table}</summary>
        <Table striped>
          <caption className="sr-only">{WORDS.title}</caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{WORDS.day}</Table.Th>
              <Table.Th scope="col" ta="right">
                {WORDS.count}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {bars.toReversed().map((bar) => (
              <Table.Tr key={bar.key}>
                <Table.Th scope="row" fw={400}>
                  {bar.label}
                </Table.Th>
                <Table.Td ta="right" className="tabular">
                  {bar.plays.toLocaleString()}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </figure>
  )
}

function barOf(day: string, plays: number): Bar {
  return { key: day, label: DAY.format(Date.parse(day)), plays }
}

/** The last one ends today, so that the first may be a short one. */
function weeksOf(days: readonly PlaysOfDay[]): Bar[] {
  const weeks: Bar[] = []
  for (let end = days.length; end > 0; end -= DAYS_OF_WEEK) {
    const week = days.slice(Math.max(0, end - DAYS_OF_WEEK), end)
    const [first, last] = [week[0]!.day, week.at(-1)!.day]
    weeks.unshift({
      key: first,
      label: `${shortDay(first)} – ${shortDay(last)}`,
      plays: week.reduce((sum, day) => sum + day.plays, 0),
    })
  }
  return weeks
}

function shortDay(day: string | undefined): string {
  return day === undefined ? '' : SHORT.format(Date.parse(day))
}

/** A round number with a half that is whole. */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)))
  const factors = power === 1 ? [1, 2, 4, 6, 8, 10] : [1, 1.6, 2, 3, 4, 5, 6, 8, 10]
  return factors.map((factor) => factor * power).find((each) => each >= most) ?? most
}
