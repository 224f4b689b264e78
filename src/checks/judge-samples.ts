import { MillwrightError } from '../errors.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { SandboxOutput, SandboxResult } from '../protocol/activities.ts';
import type { Sample } from '../spec/model.ts';
import { describeDifferences, findDifferences, toText } from './differences.ts';
import type { Evidence, Observation } from './evidence.ts';
import { makeEvidence, type CheckSubject } from './evidence-record.ts';
import { compileSchema, type SchemaJudge } from './output-schema.ts';

export interface SamplesToJudge {
  samples: Sample[];
  /** What the sandbox gave for the samples' inputs, in their order. */
  result: SandboxResult;
  outputSchema?: JsonObject;
}

/**
 * Compares in the host, never in the sandbox, because the code could forge its own verdict. Every output has
 * to equal the sample's `expect` in all and to follow the schema. The texts hold neither times nor paths: they go into
 * the repair prompt.
 *
 * @throws MillwrightError `sandbox_unavailable`: code that did not run is neither right nor wrong.
 */
export function judgeSamples(subject: Omit<CheckSubject, 'checkType'>, toJudge: SamplesToJudge): Evidence {
  const { samples, result, outputSchema } = toJudge;
  if (result.outcome === 'unavailable') throw new MillwrightError('sandbox_unavailable', result.reason);
  const count = samples.length;
  return makeEvidence(
    { ...subject, checkType: 'transform_samples' },
    {
      ran: `transform() in the sandbox, ${count} ${count === 1 ? 'sample' : 'samples'}`,
      observations:
        result.outcome === 'failed'
          ? [
              {
                name: 'the code runs',
                passed: false,
                expected: 'an output for every sample',
                actual: result.reason,
              },
            ]
          : judgeOutputs(samples, result.outputs, outputSchema),
      passedSummary: `${count} of ${count} ${count === 1 ? 'sample' : 'samples'} gave exactly the expected output.`,
    },
  );
}

function judgeOutputs(
  samples: Sample[],
  outputs: SandboxOutput[],
  outputSchema: JsonObject | undefined,
): Observation[] {
  const compiled = compileSchema(outputSchema ?? {});
  const judge: SchemaJudge = compiled.ok ? compiled.judge : () => [];
  const observations = samples.map((sample, index) => judgeSample(sample, outputs[index], judge));
  if (compiled.ok) return observations;
  return [
    ...observations,
    { name: 'output schema', passed: false, expected: 'a valid JSON Schema', actual: compiled.reason },
  ];
}

function judgeSample(sample: Sample, output: SandboxOutput | undefined, judge: SchemaJudge): Observation {
  const base = {
    name: sample.name,
    expected: toText(sample.expect),
    ...(sample.hidden === true && { hidden: true }),
  };
  if (output === undefined) return { ...base, passed: false, actual: 'no output' };
  if (!output.ok) return { ...base, passed: false, actual: `threw ${output.error}` };
  const differences = findDifferences(sample.expect, output.value, 'exact');
  const violations = judge(output.value);
  if (differences.length === 0 && violations.length === 0) {
    return { ...base, passed: true, actual: toText(output.value) };
  }
  // What is wrong comes first: a terminal shows the beginning.
  const parts: string[] = [];
  if (differences.length > 0) parts.push(describeDifferences(differences));
  if (violations.length > 0) parts.push(`against the output schema: ${violations.slice(0, 5).join('; ')}`);
  return { ...base, passed: false, actual: `${parts.join(' | ')} (the output was ${toText(output.value)})` };
}
