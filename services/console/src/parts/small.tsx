import type { ReactNode } from 'react'
import { age, csv, exact, words } from '../format.ts'
import { useNow } from '../use-now.ts'

export function Age({ at, ahead = false }: { at: string; ahead?: boolean }) {
  const relative = age(at, useNow())
  return <time dateTime={at} title={exact(at)}>{relative === 'now' ? 'now' : ahead ? `in ${relative}` : `${relative} ago`}</time>
}

export const Severity = ({ severity }: { severity: string }) => <span className={`severity ${severity.toLowerCase()}`}>{words(severity)}</span>
/** What became of an alert since it opened; nothing where it only stands. */
export const Status = ({ became }: { became: string | null }) => became !== null && <span className="status">{words(became)}</span>
export const Band = ({ band }: { band: string }) => <span className={`band shape ${band.toLowerCase()}`}>{words(band)}</span>

/** A choice among values that occur, and the one that is chosen, whether it occurs or not: a filter that nobody sees hides everything. The first is all of them. `bare`: the label is seen as that first option. */
export function Choice({ label, value, values, name = words, bare = false, onChange }: { label: string; bare?: boolean; value: string; values: readonly string[]; name?: (value: string) => string; onChange: (value: string) => void }) {
  return (
    <label className="choice">
      <span className={bare ? 'visually-hidden' : ''}>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{bare ? label : 'All'}</option>
        {(value === '' || values.includes(value) ? values : [...values, value]).map((each) => <option key={each} value={each}>{name(each)}</option>)}
      </select>
    </label>
  )
}

/** Saves a table as a file; Excel takes it for UTF-8 by the mark at its beginning. */
export function CsvButton({ name, header, rows }: { name: string; header: readonly string[]; rows: () => readonly (readonly unknown[])[] }) {
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['\ufeff', csv(header, rows())], { type: 'text/csv;charset=utf-8' }))
    link.download = `${name}.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return <button type="button" className="quiet" onClick={save}>CSV</button>
}

/** On a phone: what stands in columns of its own where there is room for them. */
export const Labels = ({ of }: { of: readonly ReactNode[] }) => <small className="narrow-only">{of.filter(Boolean).map((each, i) => <span key={i}>{i > 0 && ' · '}{each}</span>)}</small>

/** Values that occur in a list, in order, without null. */
export const distinct = <T,>(items: readonly T[], of: (item: T) => string | null | undefined): string[] =>
  [...new Set(items.map(of).filter((each): each is string => Boolean(each)))].sort()
