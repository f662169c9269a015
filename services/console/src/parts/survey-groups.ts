import { words } from '../format.ts'

/** What surveys can be grouped by, in the words of the page. */
export const groups = { segment: 'segment', region: 'region', vertical: 'vertical', touchPoint: 'touch point', stage: 'stage', pattern: 'pattern' } as const
export type Group = keyof typeof groups

/** A group's name, for people. */
export const nameOf = (by: Group, group: string | null): string => (group === null ? 'not known' : by === 'stage' || by === 'pattern' ? words(group) : group)
