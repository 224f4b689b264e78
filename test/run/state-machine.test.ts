import fc from 'fast-check';
import { test } from 'vitest';
import * as accounts from './guards/accounts.ts';
import * as contents from './guards/contents.ts';
import * as errors from './guards/errors.ts';
import * as evidence from './guards/evidence.ts';
import * as patience from './guards/patience.ts';
import * as people from './guards/people.ts';
import * as progress from './guards/progress.ts';
import * as repair from './guards/repair.ts';
import * as work from './guards/work.ts';
import type { Guard } from './moment.ts';
import { RUNS } from './runs.ts';
import { scenarios, type Scenario } from './scenarios.ts';
import { simulate } from './simulation.ts';

const GUARANTEES: Record<string, (scenario: Scenario) => Guard> = {
  'every run comes to an end, whatever fails and whoever decides': () => () => undefined,
  'a task starts nothing before everything it depends on has completed': work.order,
  'never more tasks work than allowed, never two that exclude each other, and none does two things at once':
    work.limits,
  'the most urgent of the tasks that could start is the one that does': work.urgency,
  'nothing goes live before what is critical in the same workflow has passed': work.activation,
  'nothing starts in a run that was stopped, nor for a task that has ended': work.stopped,
  'no two requests to an owner have the same id': work.requestIds,
  'no task is lost: each has ended, is at work, or waits for something that exists': progress.nothingLost,
  'a run is over exactly when its tasks are, and each that is not completed says why': progress.ending,
  'what has ended does not change any more, unless a person asks for it again': progress.endedForGood,
  'spent and promised money together never pass the limit that people allowed': accounts.money,
  'the counts add up, to the tasks and to the bills': accounts.counts,
  'completed means evidence that passed, after the last change': evidence.evidence,
  'a decision takes effect once, when it answers what is asked and shown; any other changes nothing':
    people.decisions,
  'every question has an id of its own': people.questions,
  'an answer that nobody waits for changes nothing': people.repeats,
  'what failed is made again, code with all evidence, until its rounds are used up or it fails in the same way; what the specification says about a failure is done':
    repair.repair,
  'an error stops the run, asks a person, or fails its task alone, as its class says': errors.errors,
  'what is started carries the code, the leave to overwrite and the retry that came before it':
    contents.contents,
  'what is told of an n8n workflow is what its owner said last': contents.components,
  'what is not there is waited for as long as the task says; then its own policy decides': patience.patience,
  'people are waited for as long as the task says; then its own policy decides, and nothing is approved':
    patience.people,
};

for (const [guarantee, guardOf] of Object.entries(GUARANTEES)) {
  test(guarantee, () => {
    const everyRunKeepsIt = fc.property(scenarios, (scenario) => {
      simulate(scenario, { observe: guardOf(scenario) });
    });
    fc.assert(everyRunKeepsIt, { numRuns: RUNS });
  });
}
