import { usePathname } from 'wouter/use-browser-location'
import { idIn } from './path.ts'

/** The id in the address. Not the router's parameter: that is of the path decoded as a whole, in which %2F stays and %25 does not, so that ids with a % cannot be read from it. */
export const useIdInPath = (): string | undefined => idIn(usePathname())
