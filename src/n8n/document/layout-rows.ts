/** Targets of each node, first output first. */
export type Targets = ReadonlyMap<string, readonly string[]>;

/** A row of the picture; its number is known when all are. */
interface Row {
  /** Rightmost column taken, -1 while it is empty. */
  taken: number;
}

/**
 * Row of each node: a chain goes straight on, further branches go below it. A branch that another output of the same
 * node skips (a gate that is not needed) makes way: it stands in a row of its own above, and the short cut runs
 * straight below it instead of behind its nodes.
 */
export function rowsOf(
  nodeIds: readonly string[],
  targets: Targets,
  columns: ReadonlyMap<string, number>,
): Map<string, number> {
  const rows: Row[] = [];
  const places = new Map<string, Row>();

  const place = (id: string, wanted: Row): void => {
    if (places.has(id)) return;
    const column = columns.get(id) ?? 0;
    const row = freeRow(rows, wanted, column);
    places.set(id, row);
    row.taken = column;
    const next = targets.get(id) ?? [];
    const [first, ...others] = next;
    if (first === undefined) return;
    const skipping = others.filter((target) => leadsTo(first, target, targets));
    for (const target of skipping) place(target, row);
    place(first, skipping.length === 0 ? row : insertAbove(rows, row));
    let last = places.get(first) ?? row;
    for (const target of others) {
      place(target, rowBelow(rows, lower(rows, last, row)));
      last = places.get(target) ?? last;
    }
  };

  const entered = new Set([...targets.values()].flat());
  for (const id of nodeIds) if (!entered.has(id)) place(id, appendRow(rows));
  for (const id of nodeIds) if (!places.has(id)) place(id, appendRow(rows));
  const used = rows.filter((row) => row.taken >= 0);
  return new Map([...places].map(([id, row]) => [id, used.indexOf(row)]));
}

function leadsTo(from: string, to: string, targets: Targets): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(targets.get(id) ?? []));
  }
  return false;
}

/** The wanted row, or the next below it with nothing at or right of the column. */
function freeRow(rows: Row[], wanted: Row, column: number): Row {
  let row = wanted;
  while (row.taken >= column) row = rowBelow(rows, row);
  return row;
}

function rowBelow(rows: Row[], row: Row): Row {
  return rows[rows.indexOf(row) + 1] ?? appendRow(rows);
}

function lower(rows: readonly Row[], one: Row, other: Row): Row {
  return rows.indexOf(one) > rows.indexOf(other) ? one : other;
}

function appendRow(rows: Row[]): Row {
  const row = { taken: -1 };
  rows.push(row);
  return row;
}

function insertAbove(rows: Row[], below: Row): Row {
  const row = { taken: -1 };
  rows.splice(rows.indexOf(below), 0, row);
  return row;
}
