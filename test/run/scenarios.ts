import fc from 'fast-check';
import { BLOCKER_RULES } from '../../src/plan/blocker.ts';
import { BLOCKER_TYPES, type BlockerType } from '../../src/protocol/run.ts';
import { TASK_KINDS, type CompactPlan, type CompactTask, type TaskKind } from '../../src/protocol/plan.ts';
import { planOf } from './plan-of.ts';

/** A plan, and what its world is like. All that happens follows from it. */
export interface Scenario {
  plan: CompactPlan;
  /** Of all chances: what comes of effects, who decides what, what happens next. */
  seed: number;
  /** Of a hundred outcomes, how many are bad. */
  troublePercent: number;
  /** Of a hundred decisions, how many ask for another look or another try, and how many abort the run. */
  retryPercent: number;
  abortPercent: number;
  obstacles: Obstacle[];
  /** Tasks whose service is hardly ever there while things go wrong. */
  down: string[];
  /** The run is cancelled at this step, if it is not over by then. */
  cancelAtStep?: number;
}

/** Something that readiness finds missing from look `from` on, before look `until`. */
export interface Obstacle {
  type: BlockerType;
  affectedTasks: string[];
  from: number;
  until: number;
}

const MOST_TASKS = 14;
const ALL_LINKS = 2 ** MOST_TASKS - 1;

interface DrawnTask {
  kind: TaskKind;
  links: number;
  fewerLinks: number;
  excludes: number;
  component: string;
  isInN8n: boolean;
  critical: boolean;
  priority: number;
  repairRounds: number;
  worstCaseUsd: number;
  isVerified: boolean;
  waitMinutes: number;
  then: CompactTask['ifBlocked']['then'];
  isWritten: boolean;
}

const drawnTasks: fc.Arbitrary<DrawnTask> = fc.record({
  kind: fc.constantFrom(...TASK_KINDS, 'generated_code', 'checkpoint'),
  links: fc.nat(ALL_LINKS),
  fewerLinks: fc.nat(ALL_LINKS),
  excludes: fc.nat(4 * MOST_TASKS),
  component: fc.constantFrom('a', 'a', 'b', 'c'),
  isInN8n: fc.boolean(),
  critical: fc.boolean(),
  priority: fc.integer({ min: -1, max: 1 }),
  repairRounds: fc.nat(3),
  worstCaseUsd: fc.constantFrom(0, 0.1, 0.2, 0.4, 0.33335),
  isVerified: fc.constantFrom(true, false, false, false),
  waitMinutes: fc.constantFrom(0, 1, 1, 3, 3),
  isWritten: fc.constantFrom(true, false, false),
  then: fc.constantFrom('escalate', 'escalate', 'escalate', 'skip_with_flag', 'skip_with_flag', 'abort'),
});

/** Ids that could be taken for something else: a question about money, a property that every object has, a number. */
const TRICKY_IDS = ['budget', 'constructor', '7'];

function idOf(index: number): string {
  return TRICKY_IDS[index] ?? `t${index}`;
}

type Shape = 'random' | 'wide' | 'deep' | 'diamond' | 'apart';

/** Indexes of the tasks that task `index` of `size` depends on. */
function dependenciesOf(index: number, size: number, shape: Shape, width: number, links: number): number[] {
  const earlier = Array.from({ length: index }, (_, before) => before);
  const layer = Math.floor(index / width);
  switch (shape) {
    case 'apart':
      return [];
    case 'deep':
      return earlier.slice(-1);
    case 'wide':
      if (index % 3 === 2) return [];
      return index === size - 1 ? earlier.slice(1) : earlier.slice(0, 1);
    case 'diamond':
      return earlier.filter((before) => Math.floor(before / width) === layer - 1);
    case 'random':
      return earlier.filter((before) => (links & (1 << before)) !== 0);
  }
}

function compactTask(drawn: DrawnTask, index: number, size: number, dependsOn: number[]): CompactTask {
  const {
    kind,
    component,
    worstCaseUsd,
    waitMinutes,
    then,
    isWritten,
    links: _,
    fewerLinks: __,
    ...same
  } = drawn;
  const writes = kind === 'nodes' || kind === 'activation' || (kind === 'generated_code' && drawn.isInN8n);
  const excludes = drawn.excludes < size && drawn.excludes !== index ? [idOf(drawn.excludes)] : [];
  return {
    id: idOf(index),
    title: `Task ${index}`,
    kind,
    actionType: 'any',
    platform: 'n8n',
    component,
    ...(writes && { n8nComponent: component }),
    dependsOn: dependsOn.map(idOf),
    excludes,
    critical: same.critical,
    ...(drawn.isVerified && kind !== 'checkpoint' && kind !== 'manual' && { verifiedByPerson: true }),
    priority: same.priority,
    repairRounds: same.repairRounds,
    worstCaseUsd: kind === 'generated_code' ? worstCaseUsd : 0,
    estimatedMinutes: 1,
    ifBlocked: { waitMinutes, then, ...(isWritten && { written: true, channel: 'ops' }) },
  };
}

interface DrawnObstacle {
  type: BlockerType;
  affected: number;
  from: number;
  looks: number;
}

const drawnObstacles: fc.Arbitrary<DrawnObstacle> = fc.record({
  type: fc.constantFrom(...BLOCKER_TYPES),
  affected: fc.oneof(fc.nat(ALL_LINKS), fc.constant(ALL_LINKS)),
  from: fc.constantFrom(0, 0, 1, 2, 3),
  looks: fc.constantFrom(1, 2, 5, Infinity),
});

/** One that stops everything though it affects only some tasks goes away: nobody would give the others up. */
function obstacleOf(drawn: DrawnObstacle, tasks: CompactTask[]): Obstacle {
  const { type, affected, from, looks } = drawn;
  const affectedTasks = tasks.filter((_, index) => (affected & (1 << index)) !== 0).map((task) => task.id);
  const stopsOthers = !BLOCKER_RULES[type].canProceedPartial && affectedTasks.length < tasks.length;
  return { type, affectedTasks, from, until: from + (stopsOthers ? Math.min(looks, 5) : looks) };
}

const anyScenarios: fc.Arbitrary<Scenario> = fc
  .record({
    tasks: fc.array(drawnTasks, { minLength: 1, maxLength: MOST_TASKS, size: 'max' }),
    shape: fc.constantFrom<Shape[]>('random', 'random', 'wide', 'wide', 'deep', 'diamond', 'apart'),
    width: fc.integer({ min: 1, max: 4 }),
    maxParallel: fc.integer({ min: 1, max: 8 }),
    stopUsd: fc.constantFrom(0, 0.5, 1.00005, 3, 50),
    obstacles: fc.oneof(fc.constant<DrawnObstacle[]>([]), fc.array(drawnObstacles, { maxLength: 3 })),
    down: fc.tuple(fc.nat(ALL_LINKS), fc.nat(ALL_LINKS), fc.nat(ALL_LINKS)),
    seed: fc.integer(),
    troublePercent: fc.constantFrom(0, 15, 40),
    retryPercent: fc.constantFrom(10, 40, 80),
    abortPercent: fc.constantFrom(0, 0, 3),
    cancelAtStep: fc.nat(200),
  })
  .map(({ tasks: drawn, shape, width, maxParallel, stopUsd, obstacles, down, cancelAtStep, ...weather }) => {
    const tasks = drawn.map((task, index) =>
      compactTask(
        task,
        index,
        drawn.length,
        dependenciesOf(index, drawn.length, shape, width, task.links & task.fewerLinks),
      ),
    );
    return {
      plan: planOf(tasks, maxParallel, stopUsd, ['a', 'b', 'c']),
      ...weather,
      obstacles: obstacles.map((obstacle) => obstacleOf(obstacle, tasks)),
      down: tasks
        .map((task) => task.id)
        .filter((_, index) => (down[0] & down[1] & down[2] & (1 << index)) !== 0),
      ...(cancelAtStep <= 15 && { cancelAtStep }),
    };
  });

/** People ask again and again for another look, and nothing else goes on: what is rare otherwise. */
function withSecondLooks({ plan, seed }: Scenario): Scenario {
  const tasks = plan.tasks.map((task, index): CompactTask => ({
    ...task,
    kind: index % 2 === 0 ? 'probe' : 'checkpoint',
    worstCaseUsd: 0,
  }));
  const calm = { abortPercent: 0, obstacles: [], down: [] };
  return { plan: { ...plan, tasks }, seed, troublePercent: 5, retryPercent: 80, ...calm };
}

export const scenarios: fc.Arbitrary<Scenario> = fc.oneof(
  { arbitrary: anyScenarios, weight: 3 },
  { arbitrary: anyScenarios.map(withSecondLooks), weight: 1 },
);
