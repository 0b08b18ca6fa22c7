// A list with columns that becomes a list of cards where there is no room for columns.
import { Table } from '@mantine/core'
import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly key: string
  readonly label: string
  readonly align?: 'left' | 'right'
  /** Shown to screen readers only: a column of buttons needs no heading. */
  readonly labelHidden?: boolean
  cell(row: Row): ReactNode
}

interface DataListProps<Row> {
  /** What the list is, for screen readers. */
  readonly caption: string
  readonly rows: readonly Row[]
  /** The first one names its row. */
  readonly columns: readonly Column<Row>[]
  rowKey(row: Row): string | number
}

export function DataList<Row>({ caption, rows, columns, rowKey }: DataListProps<Row>) {
  return (
    <Table className="data-list" verticalSpacing="sm" highlightOnHover>
      <caption className="sr-only">{caption}</caption>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ key, label, align, labelHidden }) => (
            <Table.Th key={key} scope="col" ta={align}>
              <span className={labelHidden ? 'sr-only' : undefined}>{label}</span>
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={rowKey(row)}>
            {columns.map(({ key, label, align, labelHidden, cell }, at) =>
              at === 0 ? (
                <Table.Th key={key} scope="row" ta={align}>
                  {cell(row)}
                </Table.Th>
              ) : (
                <Table.Td key={key} ta={align} data-label={labelHidden ? undefined : label}>
                  {cell(row)}
                </Table.Td>
              ),
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
