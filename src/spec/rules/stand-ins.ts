import type { Problem } from '../../protocol/problem.ts';
import type { Environment } from '../model.ts';
import { toPointer } from '../pointer.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** What is stood in for has no address on another machine: checks would take the real service for a stand-in. */
export function standInRules({ stand_ins: names, base_urls: urls }: Environment): Problem[] {
  return names.flatMap((name) => {
    const url = urls[name];
    if (url === undefined || !URL.canParse(url) || LOOPBACK.has(new URL(url).hostname)) return [];
    return [
      {
        rule: 'stand_in_address',
        pointer: toPointer(['base_urls', name]),
        message: `A stand-in answers for \`${name}\`, but its address is on another machine.`,
        fix: `Remove this address, or take \`${name}\` out of \`stand_ins\`.`,
      },
    ];
  });
}
