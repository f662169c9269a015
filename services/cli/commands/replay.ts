import { Command, InvalidArgumentError } from 'commander'
import { playOlist } from '../olist/play.ts'
import type { Context } from '../context.ts'

const speed = (text: string): number | 'max' => {
  if (text === 'max') return 'max'
  const value = Number(text)
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('It is "max", or how many times faster than it happened.')
  return value
}

/** `cx replay …`: history from outside, played into a deployment of its own as if it happened now. */
export const replayCommand = (context: Context): Command =>
  new Command('replay').description('Plays history into a deployment of its own, as if live.').addCommand(
    new Command('olist')
      .description('Plays the Brazilian E-Commerce Public Dataset by Olist: sellers as accounts, their customers\' orders and reviews.')
      .argument('<folder>', 'folder with the public CSV files')
      .option('--speed <times>', 'how many times faster than it happened, or "max": as fast as it is taken in', speed, 'max')
      .option('--from-start', 'begin at the beginning, also where an earlier replay has already been', false)
      .addHelpText('after', `
The deployment goes by the time of the events. It is started with
  CX_DEPLOYMENT=olist CX_CLOCK=log CX_DEMO=off npm start
and the replay with
  CX_DEPLOYMENT=olist npm run cx -- replay olist FOLDER
A replay that was stopped goes on where it was.`)
      .action((folder: string, options: { speed: number | 'max'; fromStart: boolean }) => playOlist(context, { folder, ...options })),
  )
