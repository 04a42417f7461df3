import type { EnginePlan } from '#server/hardware/index.ts';

/**
 * The command line of a planned llama-server, without the program: where it is placed is the plan's, the rest is here.
 *
 * @param at.socket path that ends in .sock: then it listens there and on no port
 * @param at.slotFolder the place that slot files would go to; without one llama-server erases no slot
 */
export function llamaServerArguments(plan: Pick<EnginePlan, 'command'>, at: { socket: string; slotFolder: string }): string[] {
  return [
    ...plan.command.slice(1),
    ...['--host', at.socket, '--slot-save-path', `${at.slotFolder}/`],
    // Which slot is the scheduler's to say, and a prompt that does not fit is refused, never shortened.
    ...['--slot-prompt-similarity', '0', '--no-context-shift'],
    // Its own cache serves no request that names its slot, and copies idle slots all the same: states are kept by us.
    ...['--cache-ram', '0'],
    // No page, no list of what is asked, nothing from outside.
    ...['--no-ui', '--no-slots', '--offline', '--log-colors', 'off', '--embeddings'],
  ];
}
