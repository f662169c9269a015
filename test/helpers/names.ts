import { randomBytes } from 'node:crypto'

/** A name that no other test uses: fit for topics, groups, deployments and databases (a letter, then letters, digits and _). */
export const unique = (prefix: string): string => `${prefix.replaceAll('-', '_')}_${randomBytes(5).toString('hex')}`
